"""Categories and sections in the admin."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from courses.admin.ownership import OwnCourses
from courses.models import Category, Section


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    """Fields and their categories."""

    list_display = ("name_en", "name_zh", "parent", "order")
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_zh", "slug")
    prepopulated_fields = {"slug": ("name_en",)}  # noqa: RUF012 - Django's form


@admin.register(Section)
class SectionAdmin(OwnCourses, ModelAdmin):
    """Sections, so that a lesson can be moved to another."""

    course_path = "course"
    list_display = ("title", "course", "order")
    list_select_related = ("course",)
    search_fields = ("title", "course__title")
    list_per_page = 50
    autocomplete_fields = ("course",)
