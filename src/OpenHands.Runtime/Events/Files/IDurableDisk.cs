namespace OpenHands.Events;

/// <summary>Where event files live.</summary>
internal interface IDurableDisk
{
    void CreateDirectory(string path);

    /// <summary>Makes the names in a directory survive a crash.</summary>
    void FlushDirectory(string path);

    /// <summary>Holds a lock file until disposed.</summary>
    /// <exception cref="IOException">Somebody else holds it.</exception>
    IDisposable Lock(string path);

    /// <summary>Opens for reading and writing; makes an empty file when there is none.</summary>
    IDurableFile Open(string path);

    IDurableFile OpenRead(string path);

    bool Exists(string path);
}
