namespace OpenHands;

/// <summary>Output of a running command, as it comes. Not an event: it is never stored.</summary>
/// <param name="Offset">
/// Position of the first byte in the command's whole output. A gap to the chunk before it means that a slow reader missed output;
/// the observation still has its head and tail.
/// </param>
/// <param name="Text">The output, decoded as UTF-8 with replacement characters; a character is never split between chunks.</param>
public readonly record struct OutputChunk(long Offset, string Text);
