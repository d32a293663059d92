using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenHands.Docs.Tests;

/// <summary>A block of C# in a document.</summary>
/// <param name="File">The document.</param>
/// <param name="FirstLine">Number of its first line there.</param>
/// <param name="Given">
/// What it takes for granted, as parameters, after namespaces if it needs any: from <c>&lt;!-- given: using OpenHands; Runtime runtime --&gt;</c> on the
/// line before it.
/// </param>
/// <param name="Continues">Whether it sees what the C# before it in the document declares: from <c>&lt;!-- continues --&gt;</c> on the line before it.</param>
/// <param name="Code">Its lines: statements, or declarations of types.</param>
internal sealed partial record Snippet(string File, int FirstLine, string Given, bool Continues, string[] Code)
{
    private bool DeclaresTypes => TypeDeclaration().IsMatch(Code.FirstOrDefault(line => !IsUsing(line) && line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)) ?? "");

    public static string ParseGiven(string line) => GivenComment().Match(line).Groups["parameters"].Value;

    /// <summary>A source file that compiles when the snippet does. Errors name the document's own lines.</summary>
    /// <param name="number">Tells its namespace from those of other snippets.</param>
    public string ToSource(int number)
    {
        var source = new StringBuilder();
        var parts = Given.Split("; ");
        source.AppendLine(string.Join('\n', parts[..^1].Select(part => $"{part};").Concat(Code.Where(IsUsing))));
        source.AppendLine(CultureInfo.InvariantCulture, $"namespace Snippet{number};");
        if (!DeclaresTypes)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"internal static class Code {{ public static async Task RunAsync({parts[^1]}) {{");
        }

        source.AppendLine(CultureInfo.InvariantCulture, $"#line {FirstLine} \"{File}\"");
        source.AppendLine(string.Join('\n', Code.Select(line => IsUsing(line) ? "" : line)));
        source.AppendLine("#line default");
        return source.AppendLine(DeclaresTypes ? "" : "await Task.CompletedTask; } }").ToString();
    }

    private static bool IsUsing(string line) => UsingDirective().IsMatch(line);

    [GeneratedRegex(@"^using (static )?[\w.]+( = [^;]+)?;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^(\[|(public|internal|file|sealed|abstract|static|partial|readonly)\s|(class|record|struct|interface|enum)\s)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^<!-- given: (?<parameters>.+) -->$")]
    private static partial Regex GivenComment();
}
