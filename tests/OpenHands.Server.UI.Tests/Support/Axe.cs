using Microsoft.Playwright;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>Looks for what keeps somebody from using the page.</summary>
internal static class Axe
{
    private const string Script = "src/OpenHands.Server.UI/App/node_modules/axe-core/axe.min.js";

    /// <summary>The serious findings in what the page shows now.</summary>
    public static async Task<IEnumerable<string>> FindAsync(IPage page, string where)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(PageTest.RepositoryRoot(), Script)));
        }

        var found = await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(finding => finding.impact === 'serious' || finding.impact === 'critical')
              .map(finding => `${finding.id}: ${finding.nodes.map(node => node.html.slice(0, 140) + ' ' + node.failureSummary).join(' | ').slice(0, 600)}`)
            """);
        return found.Select(finding => $"{where}: {finding}");
    }
}
