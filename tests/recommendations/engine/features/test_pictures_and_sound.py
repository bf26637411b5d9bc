"""What is seen and heard in files: real pictures, films and sounds, made on the spot."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from recommendations.engine.features import pictures
from recommendations.engine.features.films import UnreadableError, pictures_of_film, sound_of
from recommendations.engine.features.sound import DIMENSIONS, listen, log_mel, plain_speech

RATE = 16_000
needs_network = pytest.mark.skipif(
    not pictures.sees_pictures(), reason="the group pictures is not installed"
)


def picture(colour="red", size=(320, 200), shape=None):
    image = Image.new("RGB", size, colour)
    if shape:
        ImageDraw.Draw(image).ellipse([60, 40, 200, 180], shape)
    return image


def film(*, colours=("red", "blue"), sound=None, seconds=4):
    """A WebM of plain colours, one after another, with a sound where one is given."""
    file = io.BytesIO()
    with av.open(file, "w", format="webm") as container:
        video = container.add_stream("libvpx", rate=4)
        video.width, video.height, video.pix_fmt = 160, 96, "yuv420p"
        voice = container.add_stream("libopus", rate=48_000) if sound is not None else None
        for number in range(4 * seconds):
            colour = colours[number * len(colours) // (4 * seconds)]
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 96), colour))
            frame.pts, frame.time_base = number, Fraction(1, 4)
            container.mux(video.encode(frame))
        if voice is not None:
            wave = np.repeat(sound, 3).astype(np.float32)[None]
            heard = av.AudioFrame.from_ndarray(wave, "flt", "mono")
            heard.sample_rate, heard.pts = 48_000, 0
            turned = av.AudioResampler(
                voice.format.name, voice.layout.name, 48_000, voice.codec_context.frame_size or 960
            )
            for piece in [*turned.resample(heard), *turned.resample(None)]:
                container.mux(voice.encode(piece))
            container.mux(voice.encode(None))
        container.mux(video.encode(None))
    file.seek(0)
    return file


def seconds(count):
    return np.arange(count * RATE) / RATE


def spoken(count=6, syllables=4):
    """Vowels and hisses in turns, as in speech: low and loud, then high and faint."""
    random = np.random.default_rng(0)
    length = RATE // syllables
    at = np.arange(length * 2 // 3) / RATE
    vowel = sum(np.sin(2 * np.pi * 120 * k * at) / k for k in range(1, 12))
    vowel = vowel * np.hanning(len(vowel)) * 0.2
    hiss = np.diff(random.standard_normal(length - len(vowel) + 1)) * 0.02
    return np.tile(np.concatenate([vowel, hiss]), count * syllables).astype(np.float32)


def hum():
    return sum(np.sin(2 * np.pi * 110 * k * seconds(6)) / k for k in (1, 2, 3)) * 0.1


def noise():
    return np.random.default_rng(1).standard_normal(6 * RATE) * 0.1


def drum():
    beat = np.random.default_rng(2).standard_normal(RATE // 2) * np.exp(
        -seconds(1)[: RATE // 2] * 30
    )
    return np.tile(beat, 12) * 0.3


def test_a_film_gives_pictures_from_all_of_its_length():
    found = pictures_of_film(film(colours=("red", "blue")), count=4)

    middles = [np.asarray(one)[48, 80].astype(int) for one in found]
    assert [int(np.argmax(pixel)) for pixel in middles] == [0, 0, 2, 2]


def test_a_film_gives_its_sound_and_a_silent_one_none():
    tone = np.sin(2 * np.pi * 440 * seconds(4)).astype(np.float32) * 0.3

    heard = sound_of(film(sound=tone))

    strongest = np.argmax(np.abs(np.fft.rfft(heard[:RATE])))
    assert abs(int(strongest) - 440) <= 2  # one number a hertz
    assert len(sound_of(film())) == 0


def test_only_the_beginning_of_a_long_film_is_heard():
    assert len(sound_of(film(sound=hum().astype(np.float32), seconds=6), seconds=2)) == 2 * RATE


@pytest.mark.parametrize("reads", [pictures_of_film, sound_of, pictures.open_picture])
def test_a_file_that_is_none_is_refused_with_a_reason(reads):
    with pytest.raises(UnreadableError, match="cannot be read"):
        reads(io.BytesIO(b"not a picture, nor a film" * 50))


def test_a_picture_is_opened_in_colour_and_never_endlessly_large():
    file = io.BytesIO()
    Image.new("LA", (5_000, 100)).save(file, "PNG")

    found = pictures.open_picture(io.BytesIO(file.getvalue()))

    assert found.mode == "RGB"
    assert max(found.size) == 2_000


@needs_network
def test_pictures_that_look_alike_are_near():
    ball = pictures.picture_vectors(
        [picture("white", shape="orange"), picture("white", shape="red"), picture("navy")]
    )

    lengths = np.linalg.norm(ball, axis=1)
    cosines = (ball @ ball.T) / np.outer(lengths, lengths)
    assert ball.shape == (3, pictures.DIMENSIONS)
    assert cosines[0, 1] > cosines[0, 2] + 0.1


@needs_network
def test_a_picture_is_the_same_vector_alone_and_in_company():
    shown = [picture("green", shape="yellow"), *[picture("black")] * 9]

    assert np.allclose(
        pictures.picture_vectors(shown)[0], pictures.picture_vectors(shown[:1])[0], atol=1e-3
    )


def test_speech_is_told_from_hum_noise_and_drums_without_a_network():
    shares = [
        plain_speech(log_mel(np.asarray(sound, np.float32))).mean()
        for sound in (spoken(), hum(), noise(), drum())
    ]

    assert shares[0] > 0.8
    assert max(shares[1:]) < 0.1


def test_fast_speech_has_a_faster_pace(monkeypatch):
    monkeypatch.setattr("recommendations.engine.features.sound.detects_speech", lambda: False)

    slow, fast = listen(spoken(syllables=2)), listen(spoken(syllables=4))

    assert slow.pace == pytest.approx(120, rel=0.15)
    assert fast.pace == pytest.approx(240, rel=0.15)


def test_a_sound_is_known_again_when_it_is_louder():
    voice, louder, other = listen(spoken()), listen(spoken() * 2), listen(noise().astype("f4"))

    assert voice.vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(voice.vector - louder.vector) < 0.1 * np.linalg.norm(
        voice.vector - other.vector
    )


@pytest.mark.parametrize("sound", [np.zeros(5 * RATE, np.float32), np.zeros(0, np.float32)])
def test_silence_is_not_heard(sound):
    assert listen(sound) is None
