puts "drop_table :users"
drop_table :users
