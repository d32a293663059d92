using OpenHands;

namespace QuickStart;

/// <summary>What a runtime does, in seven steps that end within seconds and leave nothing behind.</summary>
internal static class Tour
{
    public static async Task RunAsync(Runtime chosen, CancellationToken cancellationToken)
    {
        await using var runtime = chosen;
        await runtime.StartAsync(cancellationToken);
        Screen.Heading($"A {runtime.Name} runtime in {runtime.WorkspacePath}. {Isolation(runtime.Capabilities.Isolation)}");

        Screen.Heading("1. A command, with its output while it comes");
        await DoAsync(new CmdRunAction("for part in one two three; do echo \"part $part\"; sleep 0.2; done") { Blocking = true, KeepPrompt = false });

        Screen.Heading("2. A command that fails is an observation, not an exception");
        await DoAsync(new CmdRunAction("ls /no/such/place") { Blocking = true, KeepPrompt = false });

        Screen.Heading("3. A file, written, edited in place and read back");
        await DoAsync(new FileWriteAction("notes/todo.txt", "buy bread\nwrite tests\nsleep\n"));
        await DoAsync(new FileWriteAction("notes/todo.txt", "run the tests\n") { Start = 1, End = 2 });
        await DoAsync(new FileReadAction("notes/todo.txt"));

        Screen.Heading("4. What lies in the workspace");
        await DoAsync(new CmdRunAction("touch readme.md") { Blocking = true, KeepPrompt = false });
        foreach (var name in await runtime.ListFilesAsync(cancellationToken: cancellationToken))
        {
            Screen.Output($"{name}\n");
        }

        Screen.Heading("5. A cell of Python that draws a plot");
        await DoAsync(new IPythonRunCellAction("""
            import math, matplotlib.pyplot as plt
            plt.plot([math.sin(x / 10) for x in range(100)])
            plt.savefig("sine.png")
            plt.show()
            """));

        Screen.Heading("6. An edit by a function that models know, from the plugin AgentSkills");
        await DoAsync(new IPythonRunCellAction("edit_file_by_replace('notes/todo.txt', to_replace='sleep', new_content='sleep well')"));

        Screen.Heading("7. All of it again, from the event stream");
        await foreach (var recorded in runtime.Events.ReadAsync(cancellationToken: cancellationToken))
        {
            Screen.Recorded(recorded);
        }

        static string Isolation(IsolationLevel level) => level switch
        {
            IsolationLevel.None => "It isolates nothing: commands run on this machine.",
            IsolationLevel.Container => "Commands run in a container: files and processes of their own, the kernel of this machine.",
            _ => "Commands run on another machine.",
        };

        async Task DoAsync(AgentAction action)
        {
            Screen.Action(action);
            await foreach (var update in runtime.StreamAsync(action, cancellationToken))
            {
                switch (update)
                {
                    case ExecutionUpdate.Output output:
                        Screen.Output(output.Chunk.Text);
                        break;
                    case ExecutionUpdate.Completed completed:
                        Screen.Observation(completed.Observation);
                        break;
                }
            }
        }
    }
}
