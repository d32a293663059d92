namespace OpenHands.Tests.Agents;

/// <summary>docs/controller.md tells the states as they are.</summary>
[TestFixture]
public sealed class ControllerDocumentTests
{
    [Test]
    public async Task The_table_of_states_is_the_one_that_the_controller_follows()
    {
        var document = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "docs", "controller.md"));

        var rows = document.SkipWhile(line => line != "## States").TakeWhile(line => line != "## Limits").Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.That(rows.SelectMany(Parse).Order(), Is.EqualTo(Enum.GetValues<AgentState>().Select(Describe).Order()));
    }

    private static IEnumerable<string> Parse(string row)
    {
        var columns = row.Split('|', StringSplitOptions.TrimEntries);
        var next = columns[2].Replace("and for a stored session:", ",", StringComparison.Ordinal)
            .Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal);
        return columns[1].Split(',', StringSplitOptions.TrimEntries).Select(state => $"{state.Trim('`')}: {string.Join(", ", next)}");
    }

    private static string Describe(AgentState state)
    {
        var next = from other in Enum.GetValues<AgentState>()
                   where AgentStateTransitions.Allows(state, other)
                   let name = other.ToWireName()
                   select AgentStateTransitions.AllowsRequest(state, other) ? $"**{name}**" : name;
        return $"{state.ToWireName()}: {string.Join(", ", next.Order(StringComparer.Ordinal))}";
    }
}
