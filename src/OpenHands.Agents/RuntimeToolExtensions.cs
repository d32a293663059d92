using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents;

/// <summary>Gives a runtime to any agent that can call functions.</summary>
public static class RuntimeToolExtensions
{
    /// <summary>
    /// The abilities of a runtime as functions for models: <c>run</c>, <c>send_input</c>, <c>interrupt</c>, <c>python</c>, <c>read_file</c>,
    /// <c>write_file</c>, <c>edit_file</c>, <c>list_files</c>, <c>search</c>, <c>browse</c> and <c>browser</c>, without those that the runtime lacks.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Whatever they do is an action on the runtime's event stream. They return text: first what happened, with the exit code and what can be
    /// done next, then the output. What the model can mend, such as a wrong argument, a missing file or a refusal, is a result that begins with
    /// <c>Error:</c>; an exception means that the runtime failed. Cancelling a call stops the action with every process it started.
    /// </para>
    /// <para>Safe for concurrent use. The functions do not own the runtime. Those of one call share the history that <c>edit_file</c> undoes.</para>
    /// </remarks>
    /// <param name="runtime">A runtime that is started.</param>
    /// <param name="options">Limits and approval; <see langword="null"/> for the defaults.</param>
    /// <exception cref="InvalidOperationException">The runtime is not ready.</exception>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public static IReadOnlyList<AIFunction> AsAITools(this Runtime runtime, AgentToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        options ??= new AgentToolOptions();
        options.ThrowIfInvalid();

        var capabilities = runtime.Capabilities;
        var session = new ToolSession(runtime, options);
        var tools = new List<AIFunction>();
        if (capabilities.Supports("run"))
        {
            tools.AddRange([new RunTool(session), new SendInputTool(session), new InterruptTool(session)]);
        }

        if (capabilities.Supports("run_ipython"))
        {
            tools.Add(new PythonTool(session));
        }

        if (capabilities.Supports("read"))
        {
            tools.Add(new ReadFileTool(session));
        }

        if (capabilities.Supports("write"))
        {
            tools.Add(new WriteFileTool(session));
        }

        if (capabilities.Supports("read") && capabilities.Supports("write"))
        {
            tools.Add(new EditFileTool(session));
        }

        if (capabilities.Supports("run"))
        {
            tools.AddRange([new ListFilesTool(session), new SearchTool(session)]);
        }

        if (capabilities.Supports("browse"))
        {
            tools.Add(new BrowseTool(session));
        }

        if (capabilities.Supports("browse_interactive"))
        {
            tools.Add(new BrowserTool(session));
        }

        return tools;
    }
}
