using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands.Events;

/// <summary>Keeps the events of one session in a file, one line of JSON each: <c>{root}/sessions/{session}/events.jsonl</c>.</summary>
/// <remarks>
/// What has been appended survives a crash of the process and of the machine: it is flushed to disk, one flush for a whole batch. What a
/// crash left half-written is cut off when the session is opened again, and kept beside the file as <c>events.jsonl.torn-{offset}</c>.
/// One store at a time owns a session, across processes; reading goes on while it appends, and also after it is disposed.
/// </remarks>
public sealed partial class FileEventStore : IEventStore
{
    private readonly string _folder;
    private readonly IDurableDisk _disk;
    private readonly FileEventStoreOptions _options;
    private readonly ILogger _logger;
    private readonly AppendWork _append;
    private IDisposable? _ownership;
    private EventFileIndex _index = new();
    private EventFileWriter? _writer;

    /// <summary>A store for one session. Nothing is touched before <see cref="OpenAsync"/>.</summary>
    /// <param name="rootDirectory">Where sessions are kept; made when missing.</param>
    /// <param name="sessionId">1 to 128 ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not beginning or ending with <c>.</c>.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="loggerFactory">Gets a warning when something is cut off.</param>
    /// <exception cref="ArgumentException">The session id has other characters, or is too long.</exception>
    public FileEventStore(string rootDirectory, string sessionId, FileEventStoreOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(rootDirectory, sessionId, options, loggerFactory, LocalDisk.Instance)
    {
    }

    internal FileEventStore(string rootDirectory, string sessionId, FileEventStoreOptions? options, ILoggerFactory? loggerFactory, IDurableDisk disk)
    {
        _folder = SessionFolder.Of(rootDirectory, sessionId);
        _disk = disk;
        _options = options ?? new FileEventStoreOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.ReservedBytes, nameof(options));

        _logger = (ILogger?)loggerFactory?.CreateLogger<FileEventStore>() ?? NullLogger.Instance;
        _append = new AppendWork(this);
        FilePath = Path.Combine(_folder, SessionFolder.EventFile);
    }

    /// <summary>The file, as an absolute path.</summary>
    public string FilePath { get; }

    /// <summary>Ids of the sessions under a root directory, in ordinal order.</summary>
    public static IReadOnlyList<string> ListSessions(string rootDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rootDirectory);

        var sessions = new DirectoryInfo(SessionFolder.AllIn(rootDirectory));
        return !sessions.Exists
            ? []
            : [.. sessions.EnumerateDirectories()
                .Where(folder => SessionFolder.IsValid(folder.Name) && File.Exists(Path.Combine(folder.FullName, SessionFolder.EventFile)))
                .Select(folder => folder.Name)
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>Deletes a session's folder with everything in it, and no other. Does nothing when there is none.</summary>
    /// <exception cref="EventStoreException">The session is open.</exception>
    public static void DeleteSession(string rootDirectory, string sessionId)
    {
        var folder = SessionFolder.Of(rootDirectory, sessionId);
        if (!Directory.Exists(folder))
        {
            return;
        }

        using (Own(LocalDisk.Instance, folder))
        {
            File.Delete(Path.Combine(folder, SessionFolder.EventFile));
        }

        Directory.Delete(folder, recursive: true);
        LocalDisk.Instance.FlushDirectory(SessionFolder.AllIn(rootDirectory));
    }

    /// <inheritdoc />
    public async ValueTask<long> OpenAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            _disk.CreateDirectory(_folder);
            _ownership = Own(_disk, _folder);
            var file = _disk.Open(FilePath);
            try
            {
                _writer = await PrepareAsync(file, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (_writer is null)
                {
                    file.Dispose();
                }
            }

            return _index.LastId;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not EventStoreException))
        {
            throw new EventStoreException($"{FilePath} cannot be opened: {exception.Message}", isFatal: true, exception);
        }
    }

    /// <inheritdoc />
    public ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch) => _append.Start(batch);

    /// <inheritdoc />
    public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default)
    {
        var first = Math.Max(fromId, 0);
        var last = Math.Min(toId, _index.LastId);
        if (first > last)
        {
            return AsyncEnumerable.Empty<AgentEvent>();
        }

        var reader = new EventFileReader(_disk, FilePath, _index, _options.Serializer);
        return reverse ? reader.ReverseAsync(first, last, cancellationToken) : reader.ForwardAsync(first, last, cancellationToken);
    }

    /// <summary>Closes the file and lets another store own the session. May be called twice.</summary>
    public ValueTask DisposeAsync()
    {
        try
        {
            Interlocked.Exchange(ref _writer, null)?.Close();
        }
        catch (IOException exception)
        {
            LogNotTrimmed(exception, FilePath);
        }
        finally
        {
            Interlocked.Exchange(ref _ownership, null)?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static IDisposable Own(IDurableDisk disk, string folder)
    {
        try
        {
            return disk.Lock(Path.Combine(folder, SessionFolder.LockFile));
        }
        catch (IOException exception)
        {
            throw new EventStoreException(
                $"The session in {folder} is in use by another process, or by another store in this one. Close it there, or choose another session id.", isFatal: true, exception);
        }
    }

    private async Task<EventFileWriter> PrepareAsync(IDurableFile file, CancellationToken cancellationToken)
    {
        var scan = new EventFileScan(file, FilePath);
        await scan.RunAsync(cancellationToken).ConfigureAwait(false);
        var length = scan.IntactLength;
        if (scan.IsNew)
        {
            length = EventFileFormat.Header.Length;
            file.SetLength(0);
            file.Write(EventFileFormat.Header, 0);
            file.Flush();
            FlushFolders();
        }
        else if (file.Length > length)
        {
            await CutAsync(file, length, cancellationToken).ConfigureAwait(false);
        }

        _index = scan.Index;
        return new EventFileWriter(file, FilePath, _index, _options.Serializer, _options.ReservedBytes, length);
    }

    // The file, its folder and the folder of sessions may all be new.
    private void FlushFolders()
    {
        var sessions = Path.GetDirectoryName(_folder)!;
        foreach (var folder in (string[])[_folder, sessions, Path.GetDirectoryName(sessions)!])
        {
            _disk.FlushDirectory(folder);
        }
    }

    private async Task CutAsync(IDurableFile file, long length, CancellationToken cancellationToken)
    {
        var cut = await TornTail.SaveAsync(_disk, file, length, FilePath, cancellationToken).ConfigureAwait(false);
        if (cut is { } torn)
        {
            _disk.FlushDirectory(_folder);
            LogCut(FilePath, torn.Bytes, length, torn.Path);
        }

        file.SetLength(length);
        file.Flush();
    }

    [LoggerMessage(LogLevel.Warning, "{File} ended in {Bytes} bytes of events that were never confirmed. They were cut off at byte {Offset} and kept as {Copy}.")]
    private partial void LogCut(string file, long bytes, long offset, string copy);

    [LoggerMessage(LogLevel.Warning, "{File} could not be cut to its events on closing. The next open does it.")]
    private partial void LogNotTrimmed(Exception exception, string file);

    /// <summary>Appends on a pool thread: writing and flushing block. Used again and again, as there is one append at a time.</summary>
    private sealed class AppendWork(FileEventStore store) : IThreadPoolWorkItem, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _outcome;
        private ReadOnlyMemory<AgentEvent> _batch;

        public ValueTask Start(ReadOnlyMemory<AgentEvent> batch)
        {
            _batch = batch;
            _outcome.Reset();
            var task = new ValueTask(this, _outcome.Version);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return task;
        }

        public void Execute()
        {
            try
            {
                var writer = store._writer ?? throw new ObjectDisposedException(nameof(FileEventStore));
                writer.Append(_batch.Span);
            }
            catch (Exception exception)
            {
                _outcome.SetException(exception);
                return;
            }

            _outcome.SetResult(true);
        }

        public void GetResult(short token) => _outcome.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _outcome.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _outcome.OnCompleted(continuation, state, token, flags);
    }
}
