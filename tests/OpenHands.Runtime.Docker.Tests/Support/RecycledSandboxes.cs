using System.Collections.Concurrent;
using OpenHands.Conformance;

namespace OpenHands.Docker.Tests;

/// <summary>
/// Sandboxes that many tests use one after another: between two of them everything that ran is stopped and the workspace is emptied.
/// Starting one for each of some hundred tests would take most of an hour.
/// </summary>
internal sealed class RecycledSandboxes(DockerRuntimeOptions options) : ISandboxSource, IAsyncDisposable
{
    // Links lead elsewhere and are removed as such; what was made unreadable is made readable first.
    private const string Empty = "cd / && chmod -R u+rwX \"$W\" && find \"$W\" -mindepth 1 -delete";

    // Whatever runs in the sandbox, but for the shell that asks, the executor and what it needs.
    private const string Others = """
        for d in /proc/[0-9]*; do read -r c < $d/comm && case $c in docker-init|tini|openhands-execu) ;; *) [ ${d#/proc/} != $$ ] && echo ${d#/proc/};; esac; done 2>/dev/null
        """;

    private static readonly string s_tellOthers = Survivors.CommandFor($"$({Others})", @"tr '\0' ' ' < /proc/$p/cmdline; echo");

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _leftOvers = new();
    private readonly ConcurrentBag<Sandbox> _free = [];
    private readonly ConcurrentDictionary<string, Sandbox> _all = new();
    private readonly SharedEngine _shared = SharedEngine.Open(EngineEndpoint.Find(null));

    public async Task<WarmSandbox?> TakeAsync(CancellationToken cancellationToken)
    {
        if (!_free.TryTake(out var sandbox))
        {
            var own = options.For($"recycled-{Guid.NewGuid():N}");
            var imageId = await SandboxImage.EnsureAsync(_shared, own, static (_, _) => { }, TimeProvider.System, cancellationToken);
            var start = new SandboxStart(_shared, own, static (_, _) => { }, TimeProvider.System);
            sandbox = await start.NewAsync(SandboxSpec.NameOf(own.SessionId), imageId, cancellationToken);
            _all[sandbox.Id] = sandbox;
        }

        return new WarmSandbox(sandbox, null);
    }

    public async Task<bool> TryGiveBackAsync(Sandbox sandbox)
    {
        try
        {
            await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = new Uri("http://localhost/"), Connect = sandbox.ConnectAsync });
            await executor.ResetAsync();
            var others = await executor.ExecuteAsync(new CmdRunAction(s_tellOthers) { Timeout = TimeSpan.FromSeconds(30), Blocking = true, KeepPrompt = false });
            var left = others.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            _leftOvers[sandbox.Id] = left;
            var emptied = await executor.ExecuteAsync(new CmdRunAction($"W={sandbox.WorkspacePath}; {Empty}") { Timeout = TimeSpan.FromSeconds(30), Blocking = true });
            if (left.Length == 0 && emptied is CmdOutputObservation { ExitCode: 0 })
            {
                await executor.ResetAsync();
                _free.Add(sandbox);
                return true;
            }
        }
        catch (RuntimeException)
        {
            // A test may have broken it; then it is removed.
        }

        _all.TryRemove(sandbox.Id, out _);
        return false;
    }

    /// <summary>What ran in a sandbox after it was last reset; nothing when it is removed.</summary>
    public async Task<IReadOnlyList<string>> FindLeftOversAsync(string id)
    {
        if (_leftOvers.TryGetValue(id, out var left))
        {
            return left;
        }

        return await _shared.Engine.InspectContainerAsync(id, CancellationToken.None) is null ? [] : ["the container"];
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_all.Keys.Select(id => _shared.Engine.RemoveContainerAsync(id, CancellationToken.None)));
        _shared.Dispose();
    }
}
