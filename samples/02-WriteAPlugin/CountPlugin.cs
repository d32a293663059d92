using OpenHands;
using OpenHands.Protocol;

namespace WriteAPlugin;

/// <summary>Counts lines and words, in this process, with what the sandbox's files hold.</summary>
public sealed class CountPlugin : IRuntimePlugin
{
    private PluginContext? _context;

    public string Name => "count";

    public IReadOnlyCollection<string> Actions => ["count"];

    public string Documentation => "`count` tells how many lines and words the text file `path` has.";

    public void RegisterEventTypes(EventTypeRegistry types)
    {
        types.AddAction(CountJson.Default.CountAction, new CountAction(""));
        types.AddObservation(CountJson.Default.CountObservation, new CountObservation("", 0, 0));
    }

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default)
    {
        var path = ((CountAction)action).Path;
        var text = await _context!.Files.ReadAsync(path, cancellationToken);
        var lines = text.Split('\n').Length - 1;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return new CountObservation(path, lines, words) { Content = $"{path}: {lines} lines, {words} words" };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
