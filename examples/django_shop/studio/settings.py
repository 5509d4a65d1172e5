"""Django's settings for the studio."""

import os

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "not-a-real-secret")
PORTONE_API_SECRET = os.environ.get("PORTONE_API_SECRET", "not-a-real-secret")
PORTONE_WEBHOOK_SECRET = os.environ.get("PORTONE_WEBHOOK_SECRET", "whsec_bm90LWEtcmVhbC1zZWNyZXQ=")

INSTALLED_APPS = ["studio"]
ROOT_URLCONF = "studio.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", ":memory:")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
