namespace OpenHands.Tests.Support;

/// <summary>The machine stopped. Not an <see cref="IOException"/>: nobody gets to handle it.</summary>
internal sealed class PowerLossException() : Exception("The power went off.");
