#!/usr/bin/env python3
r"""The peer that the training engine is measured against: the same steps on the same nets in PyTorch on the CPU.

    python3 -m venv torch-venv && torch-venv/bin/pip install "torch==2.13.0+cpu" numpy
    make bench PEER="torch-venv/bin/python Tests/PyTorch/torch_peer.py" \
        PEER2="torch-venv/bin/python Tests/PyTorch/torch_peer.py --channels-last"

Nets: `paper` is ResNeXt-34 (2x32) for CIFAR-10 (three stages of five blocks, width 32; 3.89 M parameters, 0.57 GMAC an image);
`small` is the same family with stages of two blocks and width 16 (0.39 M parameters).
Steps, each on one batch of random images [N, 3, 32, 32] in [0, 1]; the median of --repeat runs counts, after one warm-up:
    forward   evaluation mode, no gradient
    pgd       one PGD step: evaluation mode, gradient of the loss with respect to the images, projection
    plain     one SGD step on the cross-entropy
    fd        one SGD step on cross-entropy + 0.01 TV + 0.1 Lipschitz, norms by finite differences, h = 1e-3
    double    the same objective with exact gradient norms (double backpropagation)
"""
import argparse, json, time
import torch, torch.nn as nn, torch.nn.functional as F


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


class ResNeXt(nn.Module):
    def __init__(self, blocks, width, branches=2, classes=10):
        super().__init__()
        layers = [ConvBN(3, width, 3)]
        for stage in range(3):
            if stage:
                layers += [ConvBN(width * 2 ** (stage - 1), width * 2 ** stage, 1), nn.AvgPool2d(2)]
            layers += [Block(width * 2 ** stage, branches) for _ in range(blocks)]
        self.features, self.head = nn.Sequential(*layers), nn.Linear(width * 4, classes)

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--net", choices=["paper", "small"], default="paper")
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--channels-last", action="store_true")
    a.add_argument("--repeat", type=int, default=3)
    a.add_argument("--steps", default="forward,pgd,plain,fd,double")
    a.add_argument("--json", action="store_true")
    a = a.parse_args()
    torch.manual_seed(0)
    net = ResNeXt(5, 32) if a.net == "paper" else ResNeXt(2, 16)
    x, y = torch.rand(a.batch, 3, 32, 32), torch.randint(0, 10, (a.batch,))
    if a.channels_last:
        net, x = net.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    sgd = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)

    def losses(images):
        return F.cross_entropy(net(images), y, reduction="none")

    def forward():
        net.eval()
        with torch.no_grad():
            net(x)

    def pgd():
        net.eval()
        images = x.clone().requires_grad_(True)
        g, = torch.autograd.grad(losses(images).sum(), images)
        (images.detach() + 0.01 * g / g.flatten(1).norm(dim=1).view(-1, 1, 1, 1)).clamp(0, 1)

    def plain():
        net.train(); sgd.zero_grad()
        losses(x).mean().backward()
        sgd.step()

    def fd():
        net.train(); sgd.zero_grad()
        images = x.clone().requires_grad_(True)
        l = losses(images)
        g, = torch.autograd.grad(l.sum(), images, retain_graph=True)
        d = g / g.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp_min(1e-12)
        norm = (losses(x + 1e-3 * d) - l) / 1e-3
        (l.mean() + 0.01 * norm.mean() + 0.1 * norm.max()).backward()
        sgd.step()

    def double():
        net.train(); sgd.zero_grad()
        images = x.clone().requires_grad_(True)
        l = losses(images)
        g, = torch.autograd.grad(l.sum(), images, create_graph=True)
        norm = g.flatten(1).norm(dim=1)
        (l.mean() + 0.01 * norm.mean() + 0.1 * norm.max()).backward()
        sgd.step()

    rows = {}
    for name in a.steps.split(","):
        step, times = locals()[name], []
        step()
        for _ in range(a.repeat):
            start = time.perf_counter(); step(); times.append(time.perf_counter() - start)
        rows[name] = a.batch / sorted(times)[len(times) // 2]
        if not a.json:
            print(f"{name:8s} {rows[name]:9.1f} images/s", flush=True)
    if a.json:
        print(json.dumps({"net": a.net, "batch": a.batch, "threads": torch.get_num_threads(), "images_per_second": rows}))


if __name__ == "__main__":
    main()
