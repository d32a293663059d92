using System.Text;

namespace OpenHands.Agents.CodeAct;

/// <summary>What the model is told before everything else: who it is, what its computer can do, how to answer, how to work.</summary>
internal static class SystemPrompt
{
    public static string Write(Runtime runtime, CodeActAgentOptions options, Dialect dialect)
    {
        var ending = options.IsInteractive
            ? PromptText.Fill("ending-interactive", ("act", dialect.ActWords), ("finish", dialect.FinishWords))
            : PromptText.Fill("ending-headless", ("finish", dialect.FinishWords));
        return PromptText.Fill(
            "system",
            ("name", options.Name),
            ("computer", Computer(runtime)),
            ("answering", dialect.Answering),
            ("ending", ending),
            ("plugins", Section("What else there is", runtime.PluginDocumentation, "Functions with a signature are there in IPython, without an import.\n\n")),
            ("agents", Section("Other agents", string.Join('\n', options.Delegates.Select(agent => $"- {agent.Key}: {agent.Value}")))),
            ("instructions", Section("Further instructions", options.Instructions)));
    }

    private static string Computer(Runtime runtime)
    {
        var capabilities = runtime.Capabilities;
        var text = new StringBuilder($"You work in {runtime.WorkspacePath} on Linux.");
        text.Append(capabilities.Isolation switch
        {
            IsolationLevel.None => " It is the user's own machine: what you break there stays broken. Stay inside that directory unless the task says otherwise.",
            IsolationLevel.Container => " It is a sandbox: you may install and change what you need.",
            _ => " It is another machine than the user's. Stay inside that directory unless the task says otherwise.",
        });
        foreach (var (action, reason) in capabilities.Missing.OrderBy(missing => missing.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append($"There is no {action}: {reason}");
        }

        return text.ToString();
    }

    private static string Section(string title, string text, string introduction = "") =>
        string.IsNullOrWhiteSpace(text) ? "" : $"\n# {title}\n\n{introduction}{text.Trim()}\n";
}
