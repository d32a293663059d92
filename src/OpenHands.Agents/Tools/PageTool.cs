namespace OpenHands.Agents.Tools;

/// <summary>A function that leaves a page to be looked at.</summary>
internal abstract class PageTool(string name, string words, ToolSchema schema, ToolSession session) : RuntimeTool(name, words, schema, session)
{
    /// <summary>Does it, and tells what the page is like then.</summary>
    /// <exception cref="ToolFailureException">The browser failed.</exception>
    protected async Task<string> ShowAsync(AgentAction action, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var page = await Session.ExecuteAsync<BrowserOutputObservation>(action, cancellationToken).ConfigureAwait(false);
        arguments.Show(page);
        var text = PageText.Describe(page, Session.Options.MaxResultLength);
        return page.Error ? throw new ToolFailureException(text) : text;
    }
}
