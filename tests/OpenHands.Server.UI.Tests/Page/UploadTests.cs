using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What the user brings along: files for the workspace, pictures for a message.</summary>
internal sealed class UploadTests : PageTest
{
    [Test]
    public async Task Files_are_uploaded_by_dropping_them_and_what_is_refused_is_said()
    {
        await VisitAsync(() => new ScriptedAgent(), runtime: runtime => runtime.Services.Configure<WorkspaceFileOptions>(files => files.MaxUploadBytes = 1000));
        await StateAsync("Ready");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();

        await DropAsync(".files", "new File(['dropped\\n'], 'notes.txt'), new File(['x'.repeat(2000)], 'large.bin')");
        await SeesAsync("Uploaded notes.txt.");
        await SeesAsync("large.bin was refused:");
        await PictureAsync("upload-refused");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes.txt", Exact = true }).ClickAsync();

        await Assertions.Expect(Page.Locator(".cm-content")).ToContainTextAsync("dropped");
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "large.bin", Exact = true })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Pictures_are_pasted_and_attached_and_reach_the_agent()
    {
        var agent = new ScriptedAgent(_ => new MessageAction("I see.") { WaitForResponse = true });
        await VisitAsync(() => agent);
        await StateAsync("Ready");
        var picture = Convert.ToBase64String(await Page.ScreenshotAsync(new PageScreenshotOptions { Clip = new Clip { X = 0, Y = 0, Width = 240, Height = 120 } }));
        var file = string.Create(CultureInfo.InvariantCulture, $"new File([Uint8Array.from(atob('{picture}'), letter => letter.charCodeAt(0))], 'shot.png', {{ type: 'image/png' }})");

        await Page.EvaluateAsync(
            $"() => {{ const data = new DataTransfer(); data.items.add({file}); document.getElementById('composer').dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true }})); }}");
        await Assertions.Expect(Page.Locator(".composer .thumb")).ToHaveCountAsync(1);
        await DropAsync(".composer", $"{file}, new File(['text'], 'list.txt', {{ type: 'text/plain' }})");
        await Assertions.Expect(Page.Locator(".composer .thumb")).ToHaveCountAsync(2);
        await SeesAsync("list.txt is no PNG, JPEG, GIF or WebP picture.");
        await PictureAsync("attached");
        await SayAsync("What is on these?");
        await StateAsync("Your turn");

        await Assertions.Expect(Page.Locator(".message.user img")).ToHaveCountAsync(2);
        var message = agent.Seen[^1].OfType<MessageAction>().First();
        Assert.That(message.ImagesUrls, Has.Count.EqualTo(2).And.All.EqualTo($"data:image/png;base64,{picture}"));
        await PictureAsync("pictures");
    }

    private async Task DropAsync(string where, string files)
    {
        var data = await Page.EvaluateHandleAsync($"() => {{ const data = new DataTransfer(); for (const file of [{files}]) data.items.add(file); return data; }}");
        await Page.DispatchEventAsync(where, "dragover", new { dataTransfer = data });
        await Page.DispatchEventAsync(where, "drop", new { dataTransfer = data });
    }
}
