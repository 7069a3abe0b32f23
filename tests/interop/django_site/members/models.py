"""A user model as many sites write it: UUID keys, the mail address is the login name, no separate user name."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class MemberManager(BaseUserManager):
    def create_user(self, email, mail=None, password=None, **fields):
        """`mail` stands where Django's own manager takes the address, so that the same verbs serve both models."""
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        member.save()
        return member

    def create_superuser(self, email, mail=None, password=None, **fields):
        return self.create_user(email, mail, password, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    plan = models.CharField(max_length=20, default="free")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = MemberManager()
