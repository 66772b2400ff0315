"""The only rows of Learn: what readers said about a page. Who said it is not known to anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """ "Was this page clear?", and one line. No person, no address and no time of day: only the date."""

    LONGEST = 300

    class Clear(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    slug = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(help_text="Of the article that was read.")
    language = models.CharField(max_length=10)
    clear = models.CharField(max_length=3, choices=Clear)
    line = models.CharField(max_length=LONGEST, blank=True)
    date = models.DateField()

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.slug} {self.version}: {self.clear}"
