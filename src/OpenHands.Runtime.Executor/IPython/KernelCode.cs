using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OpenHands.Execution.IPython;

/// <summary>Code of ours that runs in the kernel. What it takes comes as base64, of which nothing can be code.</summary>
internal static class KernelCode
{
    /// <summary>Changes the working directory; leaves no name behind.</summary>
    public static string ChangeDirectory(string path) => $"__import__('os').chdir({Bytes(Encoding.UTF8.GetBytes(path))})";

    /// <summary>Sets environment variables; leaves no name behind.</summary>
    public static string SetEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in variables)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return $"__import__('os').environ.update(__import__('json').loads({Bytes(json.WrittenSpan)}))";
    }

    private static string Bytes(ReadOnlySpan<byte> bytes) => $"__import__('base64').b64decode('{Convert.ToBase64String(bytes)}')";
}
