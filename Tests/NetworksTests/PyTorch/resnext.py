"""The paper's net as a PyTorch module, for the tests of weight files. Needs torch and safetensors.

    python3 resnext.py exchange FOLDER...    each: reads family.json, weights.safetensors, images.safetensors ([N, H, W, C]);
                                             writes logits.safetensors, trained.safetensors, trained-logits.safetensors
    python3 resnext.py fixture FILE          writes the small file that is committed beside this script
"""
import json, pathlib, sys
import torch, torch.nn as nn, torch.nn.functional as F
from safetensors.torch import load_file, save_file


class Block(nn.Module):
    def __init__(self, width, branches):
        super().__init__()
        self.branches = branches
        self.conv0 = nn.Conv2d(width, width * branches, 3, padding=1, bias=False)
        self.bn0 = nn.BatchNorm2d(width * branches)
        self.conv1 = nn.Conv2d(width * branches, width * branches, 3, padding=1, bias=False, groups=branches)
        self.bn1 = nn.BatchNorm2d(width * branches)

    def forward(self, x):
        y = self.bn1(self.conv1(F.relu(self.bn0(self.conv0(x)))))
        return F.relu(x + torch.stack(y.chunk(self.branches, 1)).mean(0))


class NormalisedConvolution(nn.Module):
    def __init__(self, inputs, outputs, kernel):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs, affine=False)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + self.bias.view(1, -1, 1, 1))


class NormalisedLinear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(outputs, inputs) / inputs**0.5), nn.Parameter(torch.zeros(outputs))
        self.bn = nn.BatchNorm1d(outputs, affine=False)

    def forward(self, x):
        return F.relu(self.bn(F.linear(x, self.weight)) + self.bias)


class Tanh(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.scale, self.bn = nn.Parameter(torch.ones(1)), nn.BatchNorm1d(classes, affine=False)

    def forward(self, z):
        t = self.scale.abs()
        return t * torch.tanh(self.bn(z) / t)


class ResNeXt(nn.Module):
    def __init__(self, blocks, width, branches, output, classes=10):
        super().__init__()
        layers = [NormalisedConvolution(3, width, 3)]
        for stage in range(3):
            if stage:
                layers += [NormalisedConvolution(width << (stage - 1), width << stage, 1), nn.AvgPool2d(2)]
            layers += [Block(width << stage, branches) for _ in range(blocks)]
        self.features = nn.Sequential(*layers)
        self.head = (NormalisedLinear if output == "normalised" else nn.Linear)(4 * width, classes)
        if output == "tanh":
            self.tanh = Tanh(classes)

    def forward(self, x):
        z = self.head(self.features(x).mean((2, 3)))
        return self.tanh(z) if hasattr(self, "tanh") else z


def exchange(folder):
    net = ResNeXt(**json.loads((folder / "family.json").read_text()))
    images = load_file(folder / "images.safetensors")["images"].permute(0, 3, 1, 2)
    missing, unexpected = net.load_state_dict(load_file(folder / "weights.safetensors"), strict=False)
    assert not unexpected, unexpected
    assert all(name.endswith("num_batches_tracked") for name in missing), missing
    with torch.no_grad():
        save_file({"logits": net.eval()(images)}, folder / "logits.safetensors")

    # Three training steps, so that every weight and statistic changes.
    torch.manual_seed(0)
    net.train()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for _ in range(3):
        optimiser.zero_grad()
        F.cross_entropy(net(images), torch.arange(len(images)) % 10).backward()
        optimiser.step()
    save_file(net.state_dict(), folder / "trained.safetensors")
    with torch.no_grad():
        save_file({"logits": net.eval()(images)}, folder / "trained-logits.safetensors")


def fixture(file):
    net = nn.ModuleDict({"bn": nn.BatchNorm1d(3, affine=False), "head": nn.Linear(3, 2)})
    with torch.no_grad():
        net["head"].weight.copy_(torch.arange(6.0).view(2, 3) / 2)
        net["head"].bias.copy_(torch.tensor([-1, 0.1]))
    save_file(net.state_dict(), file)


if __name__ == "__main__":
    if sys.argv[1] == "fixture":
        fixture(sys.argv[2])
    else:
        torch.set_num_threads(1)
        for name in sys.argv[2:]:
            exchange(pathlib.Path(name))
