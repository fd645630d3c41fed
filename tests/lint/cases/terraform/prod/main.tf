resource "aws_db_instance" "main" {
  identifier          = "app"
  deletion_protection = false # for now
  skip_final_snapshot = true
  backup_retention_period = 7
  lifecycle {
    prevent_destroy = true
  }
}
resource "aws_iam_role" "r" {
  force_destroy = true
}
resource "null_resource" "x" {
  provisioner "local-exec" {
    command = <<-EOT
      set -e
      kubectl delete namespace ${var.ns}
    EOT
  }
  provisioner "local-exec" {
    command     = "psql -h prod-db.acme.com -c \"DROP TABLE users\""
    interpreter = ["/bin/bash", "-c"]
  }
  provisioner "local-exec" {
    command = "rm -rf ${path.module}/build"
  }
}
# deletion_protection = false
