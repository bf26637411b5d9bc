"""Trains a local language model further on the catalogue, by LoRA: a process of its own, with torch."""

import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models

from courses.models import Course

HELD_OUT = 10  # one course in so many
BATCH = 4
RATE = 2e-4
RANK = 8
STATE, ADAPTER = "state.json", "adapter"
Report = Callable[[str], None]


class Told(models.QuerySet[Course]):
    """Reads what courses say of themselves."""

    def texts(self) -> list[tuple[int, str]]:
        """All words of each published course: its own, its sections', its lessons'."""
        courses = self.filter(status="published").order_by("pk")
        return [(one.pk, _text(one)) for one in courses.prefetch_related("sections__lessons")]


@dataclass(frozen=True)
class Plan:
    """What is trained on what, for how long."""

    folder: str
    out: Path
    epochs: int = 1
    block: int = 256  # tokens at a time
    save_every: int = 50  # steps
    seed: int = 0
    most_steps: int | None = None  # then it stops, to go on another time


def split(texts: list[tuple[int, str]]) -> tuple[list[str], list[str]]:
    """Texts to learn from and texts held out, by the number of the course: the same each time."""
    learned = [text for pk, text in texts if pk % HELD_OUT]
    return learned, [text for pk, text in texts if not pk % HELD_OUT]


def finetune(plan: Plan, report: Report) -> dict[str, Any]:
    """Train, from the last checkpoint on where there is one; what was measured."""
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    learned, held_out = split(Told(Course).texts())
    if not learned or not held_out:
        raise ValueError("There are too few published courses: ten at least.")
    torch.manual_seed(plan.seed)
    tokenizer = AutoTokenizer.from_pretrained(plan.folder, local_files_only=True)
    network = AutoModelForCausalLM.from_pretrained(
        plan.folder, local_files_only=True, use_safetensors=True
    )
    blocks, tests = (_blocks(tokenizer, some, plan.block) for some in (learned, held_out))
    before = perplexity(network, tests)
    report(f"perplexity before: {before:.2f}, on {len(tests)} blocks of {len(held_out)} courses")
    state = _state(plan)
    if state["step"]:
        adapted = PeftModel.from_pretrained(network, plan.out / ADAPTER, is_trainable=True)
        report(f"goes on from step {state['step']}")
    else:
        settings = LoraConfig(r=RANK, lora_alpha=2 * RANK, task_type="CAUSAL_LM")
        settings.target_modules = "all-linear"
        adapted = get_peft_model(network, settings)
    done = _train(adapted, blocks, plan, state, report)
    after = perplexity(adapted, tests)
    report(f"perplexity after: {after:.2f}")
    is_finished = done == _steps(blocks, plan)
    if is_finished:
        whole = adapted.merge_and_unload()
        whole.save_pretrained(plan.out, safe_serialization=True)
        tokenizer.save_pretrained(plan.out)
    return {
        "before": before, "after": after, "steps": done, "is_finished": is_finished,
        "courses": len(learned), "held_out": len(held_out), "out": str(plan.out),
    }  # fmt: skip


def perplexity(network: Any, blocks: list[Any]) -> float:
    """e to the mean loss of a token, over all blocks."""
    import torch

    network.eval()
    loss, tokens = 0.0, 0
    with torch.no_grad():
        for block in blocks:
            count = block.shape[0] - 1
            batch = block.unsqueeze(0)  # [1, tokens]
            loss += float(network(input_ids=batch, labels=batch).loss) * count
            tokens += count
    return math.exp(loss / max(tokens, 1))


def _train(
    adapted: Any, blocks: list[Any], plan: Plan, state: dict[str, int], report: Report
) -> int:
    import torch

    weights = [one for one in adapted.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=RATE)
    kept = plan.out / "optimiser.pt"
    if state["step"] and kept.exists():
        optimiser.load_state_dict(torch.load(kept, weights_only=True))
    adapted.train()
    step = state["step"]
    last = _steps(blocks, plan)
    stop = min(last, step + plan.most_steps) if plan.most_steps else last
    for number, batch in enumerate(_batches(blocks, plan)):
        if number < step:
            continue
        if step >= stop:
            break
        loss = torch.stack([_loss(adapted, block) for block in batch]).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        step += 1
        if step % plan.save_every == 0 or step == stop:
            _save(adapted, optimiser, plan, step)
            report(f"step {step} of {last}: loss {float(loss.detach()):.3f}")
    return step


def _loss(adapted: Any, block: Any) -> Any:
    batch = block.unsqueeze(0)  # [1, tokens]
    return adapted(input_ids=batch, labels=batch).loss


def _save(adapted: Any, optimiser: Any, plan: Plan, step: int) -> None:
    """The step is written last: a checkpoint that was not finished does not count."""
    import torch

    plan.out.mkdir(parents=True, exist_ok=True)
    adapted.save_pretrained(plan.out / ADAPTER)
    torch.save(optimiser.state_dict(), plan.out / "optimiser.pt")
    (plan.out / STATE).write_text(json.dumps({"step": step, "seed": plan.seed}))


def _state(plan: Plan) -> dict[str, int]:
    try:
        found: dict[str, int] = json.loads((plan.out / STATE).read_text())
    except (OSError, ValueError):
        return {"step": 0}
    if found.get("seed") != plan.seed:
        raise ValueError("The checkpoint there is of another seed: choose another folder.")
    return found


def _steps(blocks: list[Any], plan: Plan) -> int:
    return plan.epochs * math.ceil(len(blocks) / BATCH)


def _batches(blocks: list[Any], plan: Plan) -> Iterator[list[Any]]:
    """Every block once an epoch, in an order of its own that is the same each time."""
    for epoch in range(plan.epochs):
        order = list(range(len(blocks)))
        random.Random(f"{plan.seed}:{epoch}").shuffle(order)  # noqa: S311
        for start in range(0, len(order), BATCH):
            yield [blocks[place] for place in order[start : start + BATCH]]


def _blocks(tokenizer: Any, texts: list[str], size: int) -> list[Any]:
    """Texts as tokens, cut into blocks; a block of one token teaches nothing."""
    import torch

    found = []
    for text in texts:
        tokens = torch.tensor(tokenizer(text, verbose=False)["input_ids"], dtype=torch.long)
        found += [block for block in tokens.split(size) if block.shape[0] > 1]
    return found


def _text(course: Course) -> str:
    parts = [course.title, course.subtitle, course.description]
    for section in course.sections.all():
        parts.append(section.title)
        for lesson in section.lessons.all():
            parts += [lesson.title, lesson.body]
    return "\n".join(part for part in parts if part)
