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
    public async Task A_file_that_is_dropped_on_the_editor_is_uploaded_and_not_written_into_the_open_file()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await RunAsync("printf one > open.txt");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "open.txt", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.Locator(".cm-content")).ToHaveTextAsync("one");

        await DropAsync(".cm-line", "new File(['dropped'], 'notes.txt', { type: 'text/plain' })");
        await SeesAsync("Uploaded notes.txt.");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes.txt", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.Locator(".cm-content")).ToHaveTextAsync("dropped");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "open.txt", Exact = true }).ClickAsync();

        await Assertions.Expect(Page.Locator(".cm-content")).ToHaveTextAsync("one");
        await Assertions.Expect(Page.Locator(".editor .dirty")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_folder_is_named_and_a_file_that_is_dropped_elsewhere_does_not_take_the_page_away()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("I am listening.") { WaitForResponse = true }));
        await StateAsync("Ready");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await SeesAsync("The workspace is empty.");
        var folder = Directory.CreateTempSubdirectory("photos-");
        try
        {
            var file = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(file, "<h1>Elsewhere</h1>");

            await DragAsync(".top h1", file);
            await DragAsync(".files", folder.FullName);
            await SeesAsync($"{folder.Name} is a folder, which cannot be uploaded");
            await PictureAsync("upload-folder");
            await DragAsync(".files", file);
            await SeesAsync("Uploaded page.html.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await SayAsync("Are you there?");
        await StateAsync("Your turn");
        Assert.That(Page.Url, Is.EqualTo(Server.Address.ToString()));
        Assert.That(Page.Context.Pages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Files_are_there_when_the_agent_has_failed()
    {
        await VisitAsync(() => new ScriptedAgent(_ => throw new InvalidOperationException("The model has gone away.")));
        await StateAsync("Ready");
        await RunAsync("printf one > kept.txt");
        await SayAsync("Go on");
        await StateAsync("Failed");

        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "kept.txt", Exact = true }).ClickAsync();

        await Assertions.Expect(Page.Locator(".cm-content")).ToHaveTextAsync("one");
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

    // As a user does, from outside of the browser.
    private async Task DragAsync(string where, string path)
    {
        var devtools = await Page.Context.NewCDPSessionAsync(Page);
        var box = (await Page.Locator(where).BoundingBoxAsync())!;
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await devtools.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = box.X + (box.Width / 2),
                ["y"] = box.Y + (box.Height / 2),
                ["data"] = new { items = Array.Empty<object>(), files = new[] { path }, dragOperationsMask = 1 },
            });
        }

        await devtools.DetachAsync();
    }

    private async Task DropAsync(string where, string files)
    {
        var data = await Page.EvaluateHandleAsync($"() => {{ const data = new DataTransfer(); for (const file of [{files}]) data.items.add(file); return data; }}");
        await Page.DispatchEventAsync(where, "dragover", new { dataTransfer = data });
        await Page.DispatchEventAsync(where, "drop", new { dataTransfer = data });
    }
}
