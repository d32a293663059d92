using System.Globalization;
using System.Reflection;
using System.Text;

namespace OpenHands.Conformance;

/// <summary>Which backend inherits which suite, for coverage tests and for documentation.</summary>
public static class ConformanceMatrix
{
    /// <summary>Every suite of this package, as open generic types, in the order of their names.</summary>
    public static IReadOnlyList<Type> Suites { get; } =
    [
        .. typeof(ConformanceMatrix).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && type.IsGenericTypeDefinition && BasesOf(type).Contains(typeof(ConformanceSuite<>)) && TestsOf(type) > 0)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>What people call a suite: <c>BashInputConformanceTests</c> is "bash input".</summary>
    public static string NameOf(Type suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var words = suite.Name.Replace("ConformanceTests`1", "", StringComparison.Ordinal);
        return string.Concat(words.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")).ToLowerInvariant();
    }

    /// <summary>The suites that an assembly's fixtures inherit for a backend.</summary>
    /// <param name="harness">The backend's <see cref="RuntimeHarness"/>.</param>
    /// <param name="tests">The assembly.</param>
    public static IReadOnlySet<Type> InheritedBy(Type harness, Assembly tests)
    {
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentNullException.ThrowIfNull(tests);
        return tests.GetTypes()
            .Where(type => !type.IsAbstract)
            .SelectMany(ClosedBasesOf)
            .Where(type => type.GenericTypeArguments is [var backend] && backend == harness)
            .Select(type => type.GetGenericTypeDefinition())
            .ToHashSet();
    }

    /// <summary>The table of suites and backends, as Markdown.</summary>
    /// <param name="backends">The coverage tests of the backends.</param>
    public static string ToMarkdown(params IReadOnlyList<IConformanceCoverage> backends)
    {
        ArgumentNullException.ThrowIfNull(backends);
        var table = new StringBuilder();
        AppendRow(table, ["suite", "tests", .. backends.Select(backend => backend.BackendName)]);
        AppendRow(table, ["---", "---:", .. backends.Select(_ => "---")]);
        foreach (var suite in Suites)
        {
            AppendRow(table, [NameOf(suite), TestsOf(suite).ToString(CultureInfo.InvariantCulture), .. backends.Select(backend => Cell(backend, suite))]);
        }

        return table.ToString();
    }

    /// <summary>What a document's table of suites should say about a backend and does not, one line for each suite. It may show other backends too.</summary>
    /// <param name="document">Markdown that holds the table of <see cref="ToMarkdown"/>.</param>
    /// <param name="backend">The coverage test of the backend.</param>
    public static IReadOnlyList<string> MissingFrom(string document, IConformanceCoverage backend)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(backend);
        var rows = document.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        var head = rows.FindIndex(cells => cells.Contains("suite") && cells.Contains("tests") && cells.Contains(backend.BackendName));
        var column = head < 0 ? -1 : Array.IndexOf(rows[head], backend.BackendName);
        return
        [
            .. Suites
                .Select(suite => (Name: NameOf(suite), Tests: TestsOf(suite).ToString(CultureInfo.InvariantCulture), Cell: Cell(backend, suite)))
                .Where(row => !rows.Exists(cells => cells.Length > column && column > 0 && cells[1] == row.Name && cells[2] == row.Tests && cells[column] == row.Cell))
                .Select(row => $"| {row.Name} | {row.Tests} | {backend.BackendName}: {row.Cell} |"),
        ];
    }

    private static string Cell(IConformanceCoverage backend, Type suite) =>
        backend.Inherited.Contains(suite) ? "yes"
        : backend.NotApplicable.TryGetValue(suite, out var reason) ? $"no: {reason}"
        : "missing";

    private static void AppendRow(StringBuilder table, IEnumerable<string> cells) =>
        table.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");

    // Sentences, not the cases that some of them are tried with.
    private static int TestsOf(Type suite) => suite
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Count(method => method.IsDefined(typeof(TestAttribute)) || method.IsDefined(typeof(TestCaseAttribute)) || method.IsDefined(typeof(TestCaseSourceAttribute)));

    private static IEnumerable<Type> BasesOf(Type type) => ClosedBasesOf(type).Select(closed => closed.GetGenericTypeDefinition());

    private static IEnumerable<Type> ClosedBasesOf(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType)
            {
                yield return at;
            }
        }
    }
}
