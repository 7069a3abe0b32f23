"""The member's table, as makemigrations of Django 3.2 makes it but for texts that change no SQL."""

import uuid

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("is_superuser", models.BooleanField(default=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("full_name", models.CharField(blank=True, default="", max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(default=timezone.now)),
                ("plan", models.CharField(default="free", max_length=20)),
                ("groups", models.ManyToManyField(blank=True, related_name="user_set", related_query_name="user",
                                                  to="auth.Group")),
                ("user_permissions", models.ManyToManyField(blank=True, related_name="user_set",
                                                            related_query_name="user", to="auth.Permission")),
            ],
            options={"abstract": False},
        ),
    ]
