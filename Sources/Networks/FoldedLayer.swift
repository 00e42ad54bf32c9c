import CKernels
import Tensors

/// One image's activations on its way through the folded net, and their signs: `single` for the layers that take one image at a time, `grouped` for
/// those that take several consecutive images.
struct ImageMemory {
    let single: UnsafeMutablePointer<Float>, grouped: UnsafeMutablePointer<Float>
    /// Nil when no pullback will follow.
    let singleSigns: UnsafeMutablePointer<UInt8>?, groupedSigns: UnsafeMutablePointer<UInt8>?
    /// Floats of an image's grouped activations.
    let groupedCount: Int

    /// A padded activation, of this image or, where layers are grouped, of the following images too.
    struct Place {
        let isGrouped: Bool, offset: Int, geometry: Padded
    }

    func view(_ place: Place) -> View {
        var view = place.geometry.view((place.isGrouped ? grouped : single) + place.offset)
        if place.isGrouped { view.image = groupedCount }
        return view
    }
    func signs(_ place: Place) -> UnsafeMutablePointer<UInt8>? { (place.isGrouped ? groupedSigns : singleSigns).map { $0 + place.offset / 8 } }
}

/// A folded convolution, with the places of its input, its output and its residual among an image's activations.
struct FoldedLayer {
    let role: Role, convolution: Convolution, bias: Storage, pointwise: Kernels
    let input: ImageMemory.Place, output: ImageMemory.Place
    /// For a transition: the pooled output.
    let pooled: ImageMemory.Place?
    /// For an outer unit: the input of its block.
    let residual: ImageMemory.Place?

    func forward(_ memory: ImageMemory, images: Int, _ scratch: Scratch) {
        let output = memory.view(output)
        var epilogue = Epilogue(kind: EpilogueBiasReLU, bias: bias.floats, residual: nil, mask: nil, signs: memory.signs(self.output))
        if let residual {
            epilogue.kind = EpilogueBiasResidualReLU
            epilogue.residual = UnsafePointer(memory.view(residual).data)
        }
        convolution.forward(memory.view(input), output, images: images, scratch, epilogue)
        if let pooled {
            pointwise.average(output, memory.view(pooled), memory.signs(pooled), Int32(shape.height), Int32(shape.width), Int32(shape.outputs))
        }
    }

    /// From the tangent of the input to that of the output, stored in the places of the activations; their signs are the ReLU's mask.
    func tangent(_ tangents: ImageMemory, images: Int, _ scratch: Scratch) {
        let output = tangents.view(output)
        var epilogue = Epilogue(kind: EpilogueMask, bias: nil, residual: nil, mask: tangents.signs(self.output), signs: nil)
        if let residual {
            epilogue.kind = EpilogueResidualMask
            epilogue.residual = UnsafePointer(tangents.view(residual).data)
        }
        convolution.forward(tangents.view(input), output, images: images, scratch, epilogue)
        if let pooled {
            pointwise.average(output, tangents.view(pooled), nil, Int32(shape.height), Int32(shape.width), Int32(shape.outputs))
        }
    }

    /// From the adjoint of the output (masked already) to that of the input, masked by the ReLU that made the input.
    /// - Parameters:
    ///   - adjoints: the images' adjoints, in the places of their activations, with the signs of the activations.
    ///   - above: for an inner unit, the output of its block, whose adjoint the residual adds.
    func backward(_ adjoints: ImageMemory, above: ImageMemory.Place?, images: Int, _ scratch: Scratch) {
        let output = adjoints.view(output)
        if let pooled {
            pointwise.average_adjoint(
                adjoints.view(pooled), adjoints.signs(self.output), output, Int32(shape.height), Int32(shape.width), Int32(shape.outputs))
        }
        var epilogue = Epilogue(kind: EpilogueMask, bias: nil, residual: nil, mask: adjoints.signs(input), signs: nil)
        if let above {
            epilogue.kind = EpilogueResidualMask
            epilogue.residual = UnsafePointer(adjoints.view(above).data)
        }
        convolution.inputGradient(output, adjoints.view(input), images: images, scratch, epilogue)
    }

    private var shape: ConvolutionShape { convolution.shape }
}
