from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_assessment_defaults")]
    operations = [migrations.RemoveField(model_name="directaccessarrangement", name="answers")]
