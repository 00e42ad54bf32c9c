"""Writes golden.json: PyTorch's float64 numbers for small nets of the family, which the tape must repeat.

    python3 golden.py        (torch 2.13, CPU)

Weights and images are drawn with SplitMix64, here and in the test, so that only results are stored; a gradient is stored as its
Euclidean norm and its inner product with drawn numbers.
"""
import json, pathlib
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_default_dtype(torch.float64)


class Seeded:
    def __init__(self, state):
        self.state = state

    def next(self):
        mask = (1 << 64) - 1
        self.state = z = (self.state + 0x9E3779B97F4A7C15) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def uniform(self, low, high, *shape):
        count = torch.Size(shape).numel()
        return torch.tensor([low + (high - low) * ((self.next() >> 11) * 2.0**-53) for _ in range(count)]).view(shape)


class Block(nn.Module):
    def __init__(self, width, branches):
        super().__init__()
        self.branches = branches
        self.conv0 = nn.Conv2d(width, width * branches, 3, padding=1, bias=False)
        self.conv1 = nn.Conv2d(width * branches, width * branches, 3, padding=1, bias=False, groups=branches)
        self.bn0, self.bn1 = nn.BatchNorm2d(width * branches), nn.BatchNorm2d(width * branches)

    def forward(self, x):
        y = self.bn1(self.conv1(F.relu(self.bn0(self.conv0(x)))))
        return F.relu(x + torch.stack(y.chunk(self.branches, 1), 1).mean(1))


class ConvBN(nn.Module):
    def __init__(self, inputs, outputs, kernel):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.bn, self.bias = nn.BatchNorm2d(outputs, affine=False), nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + self.bias.view(1, -1, 1, 1))


class NormalisedLinear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(outputs, inputs)), nn.Parameter(torch.zeros(outputs))
        self.bn = nn.BatchNorm1d(outputs, affine=False)

    def forward(self, x):
        return F.relu(self.bn(x @ self.weight.T) + self.bias)


class Tanh(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.scale, self.bn = nn.Parameter(torch.ones(1)), nn.BatchNorm1d(classes, affine=False)

    def forward(self, z):
        t = self.scale.abs()
        return t * torch.tanh(self.bn(z) / t)


class ResNeXt(nn.Module):
    def __init__(self, blocks, width, branches, classes, normalised_output, tanh_output):
        super().__init__()
        layers = [ConvBN(3, width, 3)]
        for stage in range(3):
            if stage:
                layers += [ConvBN(width * 2 ** (stage - 1), width * 2**stage, 1), nn.AvgPool2d(2)]
            layers += [Block(width * 2**stage, branches) for _ in range(blocks)]
        self.features = nn.Sequential(*layers)
        self.head = (NormalisedLinear if normalised_output else nn.Linear)(width * 4, classes)
        self.tanh = Tanh(classes) if tanh_output else nn.Identity()

    def forward(self, x):
        return self.tanh(self.head(self.features(x).mean((2, 3))))


def golden(seed, images, size, **family):
    net, random = ResNeXt(**family), Seeded(seed)
    state = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    with torch.no_grad():
        for name, value in state.items():
            low, high = (0.5, 1.5) if name.endswith("running_var") or ("bn" in name and name.endswith("weight")) else (-0.5, 0.5)
            if name == "tanh.scale":
                low, high = -2, -1
            value.copy_(random.uniform(low, high, *value.shape))
    x = random.uniform(0, 1, images, size, size, 3).permute(0, 3, 1, 2)
    y = torch.arange(images) % family["classes"]
    c = random.uniform(0, 1, images)
    trained = dict(net.named_parameters())
    probes = {name: random.uniform(-1, 1, *value.shape) for name, value in state.items() if name in trained}

    def losses(x):
        return F.cross_entropy(net(x), y, reduction="none")

    def summary(value):
        gradients = torch.autograd.grad(value, [trained[name] for name in probes])
        return {name: [g.norm().item(), (g * probes[name]).sum().item()] for name, g in zip(probes, gradients)}

    result = {"seed": seed, "images": images, "size": size, "family": family, "names": list(state), "shapes": [list(v.shape) for v in state.values()]}
    net.eval()
    result["evaluationLogits"] = net(x).flatten().tolist()
    net.train()
    running = {k: v.clone() for k, v in state.items() if "running_" in k}
    result["trainingLogits"] = net(x).flatten().tolist()
    result["running"] = [v for k in running for v in state[k].tolist()]
    xs = x.clone().requires_grad_(True)
    l = losses(xs)
    g, = torch.autograd.grad(l.sum(), xs, create_graph=True)
    norms = g.flatten(1).norm(dim=1)
    d = (g / norms.view(-1, 1, 1, 1)).detach()
    result["norms"] = norms.tolist()
    result["plain"] = summary(losses(x).mean())
    result["doubleBackpropagation"] = summary(l.mean() + (c * norms).sum())
    h = 1e-3
    base = losses(x)
    result["finiteDifferences"] = summary(base.mean() + (c * (losses(x + h * d) - base) / h).sum())
    return result


if __name__ == "__main__":
    nets = [
        golden(1, 4, 8, blocks=1, width=4, branches=2, classes=10, normalised_output=False, tanh_output=False),
        golden(2, 5, 9, blocks=2, width=3, branches=3, classes=5, normalised_output=True, tanh_output=True),
    ]
    pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(nets, indent=1) + "\n")
