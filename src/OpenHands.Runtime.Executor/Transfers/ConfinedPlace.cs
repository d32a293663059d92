using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>A name in an open directory of a <see cref="ConfinedDirectory"/>.</summary>
/// <param name="Directory">The directory, opened for naming what is in it.</param>
/// <param name="Name">The name with its closing NUL.</param>
/// <param name="Depth">How many directories below the confined one it lies.</param>
/// <param name="OwnsDirectory">Whether disposing closes it.</param>
internal sealed record ConfinedPlace(SafeFileHandle Directory, byte[] Name, int Depth, bool OwnsDirectory) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        if (OwnsDirectory)
        {
            Directory.Dispose();
        }
    }
}
