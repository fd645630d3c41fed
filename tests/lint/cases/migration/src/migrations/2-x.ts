import { MigrationInterface, QueryRunner } from "typeorm"
export class X implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "email"`)
    await queryRunner.dropTable("orders")
    await queryRunner.query(`CREATE INDEX i ON users (id)`)
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "never"`)
  }
}
