exports.up = async (knex) => {
  await knex.schema.createTable('scratch', (t) => { t.increments() })
  await knex.schema.dropTable('scratch')
  await knex.schema.dropTableIfExists('users') // dropTable('comments')
  await knex.raw(`TRUNCATE orders`)
  await knex('carts').del()
}
exports.down = async (knex) => {
  await knex.schema.dropTable('never')
}
