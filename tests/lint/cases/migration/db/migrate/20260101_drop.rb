class Drop < ActiveRecord::Migration[7.1]
  def up
    create_table :scratch do |t|
      t.string :x
    end
    drop_table :scratch
    drop_table :users, if_exists: true
    remove_column :orders, :note, :string
    remove_index :orders, :note # drop_table :comments
    Account.delete_all
    execute "DELETE FROM sessions"
    execute <<~SQL
      UPDATE users SET role = 'x' WHERE id = 7;
      TRUNCATE audit_log;
    SQL
  end

  def down
    drop_table :made_by_up
  end
end
