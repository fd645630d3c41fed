resource "google_sql_database_instance" "x" {
  deletion_protection = var.protect
  settings {
    deletion_protection_enabled = false
  }
}
