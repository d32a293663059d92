using System.Text;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Bash;

/// <summary>
/// The prompt that 0.9.3 appends to the output: an interpreter line or an empty one, then <c>user@host:directory</c> and <c>$</c> or <c>#</c>.
/// </summary>
/// <remarks>Made here from what the shell reports, without a process and without asking the shell to print it.</remarks>
internal sealed class PromptBlock(string user, string host, bool isRoot, string? home)
{
    /// <summary>Between output and prompt. Clients cut at the first one, so output must not hold another.</summary>
    private const string Separator = "\r\n\r\n";

    private Interpreter _last = new("", null);

    /// <summary>Output, separator and prompt, as the content of an observation.</summary>
    public string Append(string output, string workingDirectory, string searchPath)
    {
        var content = new StringBuilder(output.Length + 128);
        content.Append(TrimOneLineEnd(output)).Replace(Separator, "\n\n");
        if (content is [.., '\r', '\n'])
        {
            // With the separator behind it, this would be the first one.
            content.Remove(content.Length - 2, 1);
        }

        content.Append(Separator);
        if (FindInterpreter(searchPath) is { } interpreter)
        {
            content.Append("[Python Interpreter: ").Append(interpreter).Append(']');
        }

        return content.Append('\n')
            .Append(user).Append('@').Append(host).Append(':').Append(Abbreviate(workingDirectory))
            .Append(isRoot ? " # " : " $ ")
            .ToString();
    }

    private static ReadOnlySpan<char> TrimOneLineEnd(ReadOnlySpan<char> output) =>
        output.EndsWith("\r\n") ? output[..^2]
        : output.EndsWith('\n') ? output[..^1]
        : output;

    private string Abbreviate(string directory) =>
        home is null or "/" || !directory.StartsWith(home, StringComparison.Ordinal) ? directory
        : directory.Length == home.Length ? "~"
        : directory[home.Length] == '/' ? $"~{directory[home.Length..]}"
        : directory;

    // The last answer is good while it is there: looking along PATH again for every prompt would cost more than the rest of it.
    private string? FindInterpreter(string searchPath)
    {
        var last = _last;
        if (last.SearchPath != searchPath || last.Program is null || !RealPath.IsExecutable(last.Program))
        {
            var program = searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(directory => $"{directory.TrimEnd('/')}/python")
                .FirstOrDefault(RealPath.IsExecutable);
            _last = last = new Interpreter(searchPath, program);
        }

        return last.Program;
    }

    private sealed record Interpreter(string SearchPath, string? Program);
}
