"""How courses and enrolments read as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User, display_name_of
from courses.models import Category, Course, Enrolment, Lesson, Section, Skill
from courses.resume import ResumePoint


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A category; its name in the reader's language."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Category
        fields = ("slug", "name")


class SkillSerializer(serializers.ModelSerializer[Skill]):
    """A skill; its name in the reader's language."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Skill
        fields = ("slug", "name")


class InstructorSerializer(serializers.ModelSerializer[User]):
    """Who teaches: the name, never the e-mail."""

    name = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("name",)

    def get_name(self, person: User) -> str:
        """The name that the site shows."""
        return display_name_of(person)


class CourseSerializer(serializers.ModelSerializer[Course]):
    """A course as a card shows it."""

    category = CategorySerializer(read_only=True)
    instructors = InstructorSerializer(many=True, read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Course
        fields = (
            "id", "title", "subtitle", "url", "category", "language", "level",
            "duration_minutes", "lesson_count", "enrolment_count", "rating", "rating_count",
            "instructors", "published_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class LessonSerializer(serializers.ModelSerializer[Lesson]):
    """A lesson in an outline; its text is read in the player."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Lesson
        fields = ("uid", "title", "kind", "duration_minutes", "url")
        read_only_fields = fields


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A section with its lessons, in their order."""

    lessons = LessonSerializer(many=True, read_only=True)

    class Meta:
        model = Section
        fields = ("title", "lessons")


class CourseDetailSerializer(CourseSerializer):
    """A course as its page shows it."""

    skills = SkillSerializer(many=True, read_only=True)
    sections = SectionSerializer(many=True, read_only=True)
    outcomes = serializers.ListField(child=serializers.CharField(), read_only=True)
    prerequisites = serializers.SerializerMethodField()

    class Meta(CourseSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *CourseSerializer.Meta.fields,
            "description", "outcomes", "skills", "prerequisites", "sections",
        )  # fmt: skip
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_prerequisites(self, course: Course) -> list[int]:
        """The ids of the courses that it builds on and that this reader may see."""
        required = [link.requires_id for link in course.prerequisite_links.all()]
        visible = Course.objects.among(required).visible_to(self.context["request"].user)
        return list(visible.order_by("pk").values_list("pk", flat=True))


class ResumeSerializer(serializers.Serializer[ResumePoint]):
    """Where a learner goes on."""

    label = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["start", "continue", "review"]
    )
    lesson = serializers.UUIDField(source="lesson.uid", allow_null=True, default=None)
    lesson_title = serializers.CharField(source="lesson.title", allow_null=True, default=None)
    seconds = serializers.FloatField(help_text="Where the video stopped.")
    lesson_number = serializers.IntegerField()
    lesson_count = serializers.IntegerField()
    minutes_left = serializers.IntegerField(help_text="In this lesson.")
    url = serializers.CharField()


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """A course that a learner is on, with their progress and where they go on."""

    course = CourseSerializer(read_only=True)
    resume = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields = (
            "course", "progress", "enrolled_at", "last_opened_at", "completed_at", "resume",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ResumeSerializer)
    def get_resume(self, enrolment: Enrolment) -> Any:
        """Read for the whole page at once: see `resume_points`."""
        return ResumeSerializer(self.context["resume_points"][enrolment.pk]).data


class EnrolRequest(serializers.Serializer[Any]):
    """Which course to enrol in."""

    course = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
