namespace OpenHands.Execution;

/// <summary>What one zip archive may still unpack to.</summary>
internal sealed class ZipAllowance(FileLimits limits, long archiveLength)
{
    private readonly long _most = Math.Min(
        limits.MaxUnzippedBytes,
        Math.Max(limits.UnratedUnzippedBytes, archiveLength > long.MaxValue / limits.MaxZipRatio ? long.MaxValue : archiveLength * limits.MaxZipRatio));

    private long _taken;

    /// <summary>Counts bytes that were unpacked.</summary>
    /// <exception cref="InvalidDataException">They are too many.</exception>
    public void Take(int bytes)
    {
        _taken += bytes;
        if (_taken > _most)
        {
            throw new InvalidDataException($"The zip archive of {archiveLength} bytes unpacks to more than {_most}, which is refused.");
        }
    }
}
