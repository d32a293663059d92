using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>
/// Records what the pages' main threads do, task by task. A task's time is the processor's: what other programs took meanwhile on a loaded machine is not in it, all that the page itself did is.
/// </summary>
internal sealed class TaskTrace
{
    private const string Task = "ThreadControllerImpl::RunTask";

    private readonly ICDPSession _devtools;
    private readonly ConcurrentQueue<(string Thread, double Milliseconds)> _tasks = [];
    private readonly ConcurrentDictionary<string, bool> _pages = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskTrace(ICDPSession devtools)
    {
        _devtools = devtools;
        devtools.Event("Tracing.dataCollected").OnEvent += (_, data) => Take(data!.Value.GetProperty("value"));
        devtools.Event("Tracing.tracingComplete").OnEvent += (_, _) => _completed.TrySetResult();
    }

    public static async Task<TaskTrace> StartAsync(ICDPSession devtools)
    {
        var trace = new TaskTrace(devtools);
        await devtools.SendAsync("Tracing.start", new Dictionary<string, object> { ["categories"] = "toplevel", ["transferMode"] = "ReportEvents" });
        return trace;
    }

    /// <summary>Ends it; how many milliseconds each task took, the longest first.</summary>
    public async Task<IReadOnlyList<double>> EndAsync()
    {
        await _devtools.SendAsync("Tracing.end");
        await _completed.Task;
        return [.. _tasks.Where(task => _pages.ContainsKey(task.Thread)).Select(task => task.Milliseconds).OrderDescending()];
    }

    private void Take(JsonElement events)
    {
        foreach (var item in events.EnumerateArray())
        {
            var name = item.GetProperty("name").GetString();
            if (name != Task && name != "thread_name")
            {
                continue;
            }

            var thread = $"{item.GetProperty("pid")}:{item.GetProperty("tid")}";
            if (name == Task && item.TryGetProperty("tdur", out var time))
            {
                _tasks.Enqueue((thread, time.GetDouble() / 1000));
            }
            else if (name != Task && item.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain")
            {
                _pages[thread] = true;
            }
        }
    }
}
