using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpenHands.Execution.IPython;

/// <summary>The files of one kernel: the program that starts it, its connection file, its sockets; for this account only.</summary>
internal sealed class KernelFiles
{
    // Of struct sockaddr_un, without the NUL at its end.
    private const int LongestSocketPath = 107;

    private const int ShellPort = 1;
    private const int OutputPort = 2;
    private const int InputPort = 3;
    private const int ControlPort = 4;
    private const int HeartbeatPort = 5;

    private readonly string _prefix;

    private KernelFiles(string directory, int number)
    {
        IPythonDirectory = Path.Combine(directory, "ipython");
        ProgramPath = Path.Combine(IPythonDirectory, "kernel.py");
        _prefix = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"k{number}"));
        ConnectionFile = $"{_prefix}.json";
        Key = JupyterSigner.CreateKey();
    }

    /// <summary>What IPython calls its directory; profiles and start-up files are in it.</summary>
    public string IPythonDirectory { get; }

    /// <summary>The program that starts the kernel.</summary>
    public string ProgramPath { get; }

    /// <summary>Tells the kernel its sockets and its key.</summary>
    public string ConnectionFile { get; }

    /// <summary>Signs messages.</summary>
    public string Key { get; }

    /// <summary>Takes requests.</summary>
    public string ShellSocket => SocketPath(ShellPort);

    /// <summary>Tells output and state.</summary>
    public string OutputSocket => SocketPath(OutputPort);

    /// <summary>Makes the files of a new kernel.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="number">Which kernel of the session it is.</param>
    /// <exception cref="IOException">They cannot be made; the message says why.</exception>
    public static KernelFiles Create(string directory, int number)
    {
        var files = new KernelFiles(directory, number);
        var length = Encoding.UTF8.GetByteCount(files.ShellSocket);
        if (length > LongestSocketPath)
        {
            throw new IOException(
                $"the path of its socket, {files.ShellSocket}, has {length} bytes, and a Unix socket's may have {LongestSocketPath}. "
                + "Use a shorter StateDirectory, or a shorter TMPDIR.");
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(directory, Owner);
            Directory.CreateDirectory(files.IPythonDirectory, Owner);
            File.SetUnixFileMode(files.IPythonDirectory, Owner);
            Write(files.ProgramPath, Program());
            Write(files.ConnectionFile, files.Connection());
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        return files;
    }

    /// <summary>Removes what only this kernel needed.</summary>
    public void Remove()
    {
        foreach (var path in Enumerable.Range(ShellPort, HeartbeatPort).Select(SocketPath).Append(ConnectionFile))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It goes with the directory.
            }
        }
    }

    private static byte[] Program()
    {
        using var resource = typeof(KernelFiles).Assembly.GetManifestResourceStream("kernel.py")!;
        var program = new byte[resource.Length];
        resource.ReadExactly(program);
        return program;
    }

    // Never through a link, and never readable by others, not even for a moment.
    private static void Write(string path, byte[] content)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(content);
    }

    private string SocketPath(int port) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{port}");

    private byte[] Connection()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("transport", "ipc");
            writer.WriteString("ip", _prefix);
            writer.WriteString("key", Key);
            writer.WriteString("signature_scheme", "hmac-sha256");
            writer.WriteNumber("shell_port", ShellPort);
            writer.WriteNumber("iopub_port", OutputPort);
            writer.WriteNumber("stdin_port", InputPort);
            writer.WriteNumber("control_port", ControlPort);
            writer.WriteNumber("hb_port", HeartbeatPort);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
