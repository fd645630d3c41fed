class Change < ActiveRecord::Migration[7.1]
  def change
    add_column :users, :age, :integer
    reversible do |dir|
      dir.up { execute "DROP TABLE legacy" }
      dir.down { execute "DROP TABLE never" }
    end
  end
end
