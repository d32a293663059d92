namespace OpenHands.Execution.IPython;

/// <summary>Something between the bytes of a cell's output that is kept whole or not at all: an image, or a display that can be updated.</summary>
/// <param name="Offset">How many bytes of output come before it.</param>
/// <param name="Id">By which the kernel updates it; <see langword="null"/> when it does not.</param>
/// <param name="Text">What stands there.</param>
internal sealed record CellDisplay(long Offset, string? Id, string Text);
