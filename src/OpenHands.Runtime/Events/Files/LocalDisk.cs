using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Events;

/// <summary>The file system of this machine.</summary>
internal sealed partial class LocalDisk : IDurableDisk
{
    public static LocalDisk Instance { get; } = new();

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void FlushDirectory(string path)
    {
        // Windows has no such call: NTFS keeps its directories in a journal.
        if (!OperatingSystem.IsWindows())
        {
            Unix.FlushDirectory(path);
        }
    }

    public IDisposable Lock(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    public IDurableFile Open(string path) =>
        new LocalFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public IDurableFile OpenRead(string path) =>
        new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public bool Exists(string path) => File.Exists(path);

    private sealed class LocalFile(SafeFileHandle handle) : IDurableFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public ValueTask<int> ReadAsync(Memory<byte> destination, long offset, CancellationToken cancellationToken) =>
            RandomAccess.ReadAsync(handle, destination, offset, cancellationToken);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Flush()
        {
            // The library's flush also waits for the file's times, which nobody here asks for.
            if (OperatingSystem.IsLinux())
            {
                Unix.FlushData(handle);
            }
            else
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        public void Dispose() => handle.Dispose();
    }

    private static partial class Unix
    {
        private const int ReadOnly = 0;
        private const int Interrupted = 4;

        public static void FlushData(SafeFileHandle handle)
        {
            while (FDataSync(handle) != 0)
            {
                ThrowUnlessInterrupted("fdatasync");
            }
        }

        public static void FlushDirectory(string path)
        {
            var descriptor = Open(path, ReadOnly);
            if (descriptor < 0)
            {
                throw Error("open", Marshal.GetLastPInvokeError());
            }

            using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
            while (FSync(handle) != 0)
            {
                ThrowUnlessInterrupted("fsync");
            }
        }

        private static void ThrowUnlessInterrupted(string call)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw Error(call, error);
            }
        }

        private static IOException Error(string call, int error) => new($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        private static partial int FSync(SafeFileHandle handle);

        [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        private static partial int FDataSync(SafeFileHandle handle);
    }
}
