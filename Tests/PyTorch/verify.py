#!/usr/bin/env python3
r"""Recomputes results of this repository in PyTorch, from the kept nets and the rows of every image: a check of two minutes.

    python3 -m venv torch-venv && torch-venv/bin/pip install "torch==2.13.0+cpu" numpy
    torch-venv/bin/python Tests/PyTorch/verify.py --data DIR

DIR holds cifar-10-batches-bin. For each CIFAR-10 net of `results/finlay2019/laptop/models`:
    clean error   of the first test images; every predicted class is compared with the rows
    witnesses     the kept adversarial images: PyTorch must get them wrong too, up to rounding, at the distance in the rows
    l2 PGD        an attack written here (40 steps, no random start) at 100/255, beside the error in the rows at that radius
Exit status 1 if a class differs where the two largest logits are not nearly equal, or a witness is not what its row says.
"""
import argparse, csv, json, pathlib, struct, sys
import numpy as np, torch, torch.nn.functional as F
from torch_peer import ResNeXt

RADIUS, NEARLY = 100 / 255, 1e-3


def tensors(path):
    """The tensors of a safetensors file by name, and its metadata."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8:8 + size]), data[8 + size:]
    kinds = {"F32": np.float32, "I64": np.int64, "I32": np.int32, "F64": np.float64}
    metadata = header.pop("__metadata__", {})
    return {name: torch.from_numpy(np.frombuffer(body[slice(*entry["data_offsets"])], kinds[entry["dtype"]]).reshape(entry["shape"]).copy())
            for name, entry in header.items()}, metadata


def net(weights):
    """The net whose sizes the tensors' shapes give, in evaluation mode."""
    width = weights["features.0.conv.weight"].shape[0]
    branches = weights["features.1.conv0.weight"].shape[0] // width
    blocks = sum(name.endswith("conv0.weight") for name in weights) // 3
    model = ResNeXt(blocks, width, branches, weights["head.weight"].shape[0])
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing), (missing, unexpected)
    return model.eval()


def rows(path):
    """The rows of a job, by image: column -> number."""
    with open(path, newline="") as file:
        return {int(row.pop("index")): {name: float(value) for name, value in row.items()} for row in csv.DictReader(file)}


def images(folder, count):
    records = np.fromfile(folder / "cifar-10-batches-bin" / "test_batch.bin", np.uint8).reshape(-1, 3073)[:count]
    return torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32) / np.float32(255)), torch.from_numpy(records[:, 0].astype(np.int64))


def logits(model, x):
    with torch.no_grad():
        return torch.cat([model(part) for part in x.split(250)])


def pgd(model, x, y, radius, steps=40):
    """Projected gradient ascent in l2 from the images themselves; true for each image that it makes the model get wrong."""
    moved, wrong = x.clone(), torch.zeros(len(x), dtype=torch.bool)
    for _ in range(steps):
        moved.requires_grad_()
        scores = model(moved)
        wrong |= scores.argmax(1) != y
        gradient, = torch.autograd.grad(F.cross_entropy(scores, y, reduction="sum"), moved)
        step = gradient / gradient.flatten(1).norm(dim=1).clamp_min(1e-30).view(-1, 1, 1, 1)
        change = moved.detach() + step * radius / 8 - x
        change *= (radius / change.flatten(1).norm(dim=1).clamp_min(1e-30)).clamp_max(1).view(-1, 1, 1, 1)
        moved = (x + change).clamp(0, 1)
    return wrong | (logits(model, moved).argmax(1) != y)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--data", type=pathlib.Path, required=True)
    a.add_argument("--results", type=pathlib.Path, default=pathlib.Path("results/finlay2019/laptop"))
    a.add_argument("--images", type=int, default=2000)
    a.add_argument("--attacked", type=int, default=100)
    a = a.parse_args()
    x, y = images(a.data, a.images)
    faults = 0
    for path in sorted((a.results / "models").glob("*.safetensors")):
        clean = a.results / "rows" / f"classify-clean-images-by-{path.stem}.csv"
        weights, _ = tensors(path)
        if weights["head.weight"].shape[0] != 10 or not clean.exists():
            continue
        model, known = net(weights), rows(clean)
        scores = logits(model, x)
        shared = [n for n in range(len(x)) if n in known]
        top = scores.topk(2).values
        differ = [n for n in shared if int(known[n]["predicted"]) != int(scores[n].argmax())]
        bad = [n for n in differ if float(top[n, 0] - top[n, 1]) > NEARLY]
        error = 100 * float((scores[shared].argmax(1) != y[shared]).float().mean())
        ours = 100 * sum(known[n]["correct"] == 0 for n in shared) / len(shared)
        print(f"{path.stem}: clean error {error:.2f} % in PyTorch, {ours:.2f} % in the rows, {len(differ)} of {len(shared)} classes differ")
        witnesses = wrong = 0
        for file in sorted((a.results / "witnesses").glob(f"attack-{path.stem}-with-*.safetensors")):
            (held, metadata), recorded = tensors(file), rows(a.results / "rows" / f"{file.stem}.csv")
            shown, numbers = held["images"].permute(0, 3, 1, 2).contiguous(), [int(n) for n in metadata["samples"].split()]
            scores = logits(model, shown)
            others = scores.scatter(1, y[numbers][:, None], float("-inf")).max(1).values
            # The lead of the label: least-distance images are on the boundary, where the two programs round differently.
            leads = scores.gather(1, y[numbers][:, None])[:, 0] - others
            for place, n in enumerate(numbers):
                # The name of a file does not tell the norm: the distance is that in l2 or in linf.
                change, told = (shown[place] - x[n]).double().flatten(), recorded[n]["distance"]
                gap = min(abs(float(change.norm()) - told), abs(float(change.abs().max()) - told))
                witnesses += 1
                wrong += int(float(leads[place]) > NEARLY) or int(gap > 1e-6 + 1e-5 * told)
        file = a.results / "rows" / f"attack-{path.stem}-with-l2-PGD.csv"
        attack = rows(file) if file.exists() else {}
        some = [n for n in range(a.attacked) if n in attack]
        if witnesses:
            print(f"    witnesses: {witnesses - wrong} of {witnesses} confirmed")
        if some:
            found = 100 * float(pgd(model, x[some], y[some], RADIUS).float().mean())
            ours = 100 * sum(attack[n]["distance"] <= RADIUS for n in some) / len(some)
            print(f"    error at l2 100/255 of {len(some)} images: {found:.1f} % by a PGD in PyTorch, {ours:.1f} % in the rows")
        faults += len(bad) + wrong
    print("verified" if not faults else f"{faults} FAULTS")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
