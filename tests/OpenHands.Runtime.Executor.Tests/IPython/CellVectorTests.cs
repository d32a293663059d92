using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests.IPython;

/// <summary>The cells that were recorded from 0.9.3, in their order, in one kernel.</summary>
public sealed class CellVectorTests
{
    private static readonly DeliberateDifference<JsonNode>[] Differences =
    [
        new(
            "A cell after one that failed is run",
            "0.9.3 let the kernel abort it, and reported that it had executed successfully. What it told when it did run is recorded too.",
            row => row["stable"]!.GetValue<bool>() is false),
        new(
            "A stopped cell keeps its output",
            "0.9.3 threw it away. The kernel's own traceback and what became of the kernel are told as well.",
            row => row["output"].Text().StartsWith("[Execution timed out", StringComparison.Ordinal)),
        new(
            "A refused input() says what to do",
            "The kernel's own words name a frontend, of which an agent knows nothing.",
            row => row["code"].Text() == "input()"),
        new(
            "The directory is this test's",
            "The recording was made in /home/user.",
            row => row["code"].Text() == "%pwd"),
        new(
            "A picture is on one line",
            "IPython 8.5 ends the data with a line end, which parted the Markdown image from its bracket: the web client then showed text.",
            row => row["output"].Text().Contains("\n)", StringComparison.Ordinal)),
    ];

    [Test]
    public async Task Every_cell_tells_what_was_recorded_or_differs_for_a_named_reason()
    {
        var workspace = Directory.CreateTempSubdirectory("openhands-cells-").FullName;
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions { WorkspacePath = workspace });
        if (!executor.Capabilities.Supports("run_ipython"))
        {
            Assert.Ignore(executor.Capabilities.Missing["run_ipython"]);
        }

        if (!Output(await CellAsync(executor, "import IPython; IPython.__version__", 60)).StartsWith("'8.5.", StringComparison.Ordinal))
        {
            Assert.Ignore("The rows were recorded with IPython 8.5; other versions word their tracebacks otherwise.");
        }

        var met = new HashSet<string>();
        using (Assert.EnterMultipleScope())
        {
            foreach (var row in VectorFile.Rows("client/jupyter_execute.json"))
            {
                var told = Output(await CellAsync(executor, row["code"].Text(), row["timeout"].Number()));

                var difference = Differences.SingleOrDefault(difference => difference.Applies(row));
                met.Add(difference?.Name ?? "");
                Assert.That(Expectation(row, difference, workspace, told), $"{row["code"]} told {told}");
            }

            Assert.That(met, Is.SupersetOf(Differences.Select(difference => difference.Name)), "A difference that no row needs is a mistake in the list.");
        }

        Directory.Delete(workspace, recursive: true);
    }

    private static bool Expectation(JsonNode row, DeliberateDifference<JsonNode>? difference, string workspace, string told)
    {
        var recorded = row["output"].Text().TrimEnd();
        return Array.IndexOf(Differences, difference) switch
        {
            0 => row["other_outputs_seen"].Texts().Any(seen => seen.TrimEnd() == told),
            1 => told.StartsWith("-----", StringComparison.Ordinal) && told.Contains("\nKeyboardInterrupt:\n[Execution timed out (2 seconds). It was interrupted; the", StringComparison.Ordinal),
            2 => told == $"{recorded}\n[Nobody can answer input() in a cell: put the value into the code, or read it from a file.]",
            3 => told == $"'{workspace}'",
            4 => told == recorded.Replace("\n)", ")", StringComparison.Ordinal),
            _ => told == recorded,
        };
    }

    private static async Task<IPythonRunCellObservation> CellAsync(ActionExecutor executor, string code, int timeout) =>
        (IPythonRunCellObservation)await executor.ExecuteAsync(new IPythonRunCellAction(code) { Timeout = TimeSpan.FromSeconds(timeout) });

    private static string Output(IPythonRunCellObservation observation) =>
        observation.Content[..observation.Content.LastIndexOf("\n[Jupyter current working directory: ", StringComparison.Ordinal)];
}
