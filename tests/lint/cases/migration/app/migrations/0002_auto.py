from django.db import migrations, models


def forwards(apps, schema_editor):
    apps.get_model("shop", "Cart").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.CreateModel(name="Scratch", fields=[]),
        migrations.DeleteModel(name="Scratch"),
        migrations.DeleteModel(
            name="Customer",
        ),
        migrations.RemoveField(model_name="order", name="note"),
        migrations.RunSQL("DROP TABLE legacy", reverse_sql="DROP TABLE never"),
        migrations.RunPython(forwards),
    ]
