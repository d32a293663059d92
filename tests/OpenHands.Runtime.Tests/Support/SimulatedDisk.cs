using OpenHands.Events;

namespace OpenHands.Tests.Support;

/// <summary>
/// A disk that keeps only what was flushed. When the power goes off, of everything else any part may be there: each sector of each
/// write, each change of length and each new name on its own.
/// </summary>
internal sealed class SimulatedDisk : IDurableDisk
{
    private readonly Dictionary<string, SimulatedFile> _files = [];
    private readonly HashSet<string> _durableNames = [];
    private readonly HashSet<string> _locks = [];

    /// <summary>Writes, changes of length and flushes so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The step at which the power goes off; none when negative.</summary>
    public int PowerLossAt { get; set; } = -1;

    /// <summary>Room for all files together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Thrown by the next flush, if set.</summary>
    public IOException? NextFlushFailure { get; set; }

    /// <summary>Thrown by the next change of length, if set.</summary>
    public IOException? NextSetLengthFailure { get; set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; set; }

    public long Used => _files.Values.Sum(file => file.Length);

    public IEnumerable<string> Files => _files.Keys;

    public SimulatedFile this[string path] => _files[path];

    public void CreateDirectory(string path)
    {
    }

    public void FlushDirectory(string path)
    {
        Step();
        foreach (var file in _files.Keys.Where(file => Path.GetDirectoryName(file) == path))
        {
            _durableNames.Add(file);
        }

        _durableNames.Add(path);
    }

    public IDisposable Lock(string path) => _locks.Add(path) ? new Release(() => _locks.Remove(path)) : throw new IOException("locked");

    public IDurableFile Open(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            _files[path] = file = new SimulatedFile(this);
        }

        return file;
    }

    public IDurableFile OpenRead(string path) => _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(null, path);

    public bool Exists(string path) => _files.ContainsKey(path);

    /// <summary>The disk as the next start of the machine finds it.</summary>
    public SimulatedDisk Restart(Random random)
    {
        var disk = new SimulatedDisk();
        foreach (var (path, file) in _files.Where(file => IsDurable(file.Key)))
        {
            disk._files[path] = new SimulatedFile(disk, file.AfterPowerLoss(random));
            disk._durableNames.Add(path);
        }

        disk._durableNames.UnionWith(_durableNames);
        return disk;
    }

    /// <summary>Counts a step and stops the machine if it is the last.</summary>
    public void Step()
    {
        if (PowerLossAt >= 0 && Steps >= PowerLossAt)
        {
            throw new PowerLossException();
        }

        Steps++;
    }

    // A name is there when its folder was flushed after it came, and so on up to the root that was there before.
    private bool IsDurable(string path) => _durableNames.Contains(path) && _durableNames.Contains(Path.GetDirectoryName(path)!);

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
