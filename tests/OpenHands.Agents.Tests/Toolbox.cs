using Microsoft.Extensions.AI;

namespace OpenHands.Agents.Tests;

/// <summary>The tools of a runtime, called by name.</summary>
internal sealed class Toolbox(Runtime runtime, AgentToolOptions? options = null)
{
    private readonly IReadOnlyList<AIFunction> _tools = runtime.AsAITools(options);

    public AIFunction this[string name] => _tools.Single(tool => tool.Name == name);

    public Task<string> CallAsync(string name, params (string Name, object? Value)[] arguments) => CallAsync(name, CancellationToken.None, arguments);

    public async Task<string> CallAsync(string name, CancellationToken cancellationToken, params (string Name, object? Value)[] arguments)
    {
        var passed = new AIFunctionArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));
        return (string)(await this[name].InvokeAsync(passed, cancellationToken))!;
    }

    public Task<string> EditAsync(string command, string path, params (string Name, object? Value)[] arguments) =>
        CallAsync("edit_file", [("command", command), ("path", path), .. arguments]);
}
