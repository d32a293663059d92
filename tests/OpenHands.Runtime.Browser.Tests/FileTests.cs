using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

[TestFixture]
[Parallelizable(ParallelScope.Self)]
internal sealed class FileTests : BrowserTest
{
    private const string UploadForm = """
        <input type=file aria-label=File multiple onchange="Promise.all([...this.files].map(f => f.text().then(t => f.name + '=' + t))).then(t => out.textContent = t.join())"><p id=out></p>
        <button style="position:absolute;left:0;top:200px;width:100px;height:30px" onclick="document.querySelector('input').click()">Choose</button>
        """;

    [Test]
    public async Task A_download_lands_in_the_workspace_and_is_told()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<a href=/file>Get</a>", "text/html"));
            application.MapGet("/file", () => Results.File(Encoding.UTF8.GetBytes("a,b\n1,2\n"), "text/csv", "report.csv"));
        }));
        var page = await OpenAsync(site.Address);

        var clicked = await DoAsync($"click('{Bid(page, "link", "Get")}')");
        var opened = await OpenAsync($"{site.Address}/file");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(clicked.Content, Does.StartWith($"[Downloaded report.csv (8 bytes) to {Runtime.WorkspacePath}/downloads/report.csv.]"));
            Assert.That(await Runtime.ReadFileAsync("downloads/report.csv", Patience), Is.EqualTo("a,b\n1,2\n"));
            Assert.That((opened.Error, opened.Content), Is.EqualTo((false, $"[Downloaded report.csv (8 bytes) to {Runtime.WorkspacePath}/downloads/report.csv.]\n[Get]({site.Address}/file)")));
            Assert.That(await Runtime.ListFilesAsync("downloads", Patience), Is.EqualTo((string[])["report.csv"]));
        }
    }

    [Test]
    public async Task Files_of_the_workspace_are_uploaded()
    {
        await Runtime.WriteFileAsync("a.txt", "one");
        await Runtime.WriteFileAsync("dir/b.txt", "two");
        var page = await ShowAsync(UploadForm);

        var both = await DoAsync($"upload_file('{Bid(page, "button", "File")}', ['a.txt', 'dir/b.txt'])");
        var dialog = await DoAsync("mouse_upload_file(20, 215, 'dir/b.txt')");

        Assert.That(both.Content, Does.Contain("a.txt=one,b.txt=two"));
        Assert.That(dialog.Content, Does.Contain("b.txt=two").And.Not.Contain("a.txt"), dialog.LastBrowserActionError);
    }

    [Test]
    public async Task What_cannot_be_uploaded_says_why()
    {
        var page = await ShowAsync($"{UploadForm}<input aria-label=Text>");
        await Runtime.WriteFileAsync("c.txt", "c");

        var missing = await DoAsync($"upload_file('{Bid(page, "button", "File")}', 'nothing.txt')");
        var noField = await DoAsync($"upload_file('{Bid(page, "textbox", "Text")}', 'c.txt')");

        Assert.That(missing.LastBrowserActionError, Is.EqualTo($"There is no file {Runtime.WorkspacePath}/nothing.txt in the sandbox, so it was not uploaded. Files of the host program cannot be."));
        Assert.That(noField.LastBrowserActionError, Does.StartWith("That element is no file field."));
    }

    [Test]
    public async Task A_picture_and_a_PDF_are_shown()
    {
        var made = await Runtime.RunAsync("""
            /usr/bin/python3 -c '
            import base64
            open("dot.png", "wb").write(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
            body = b"BT /F1 24 Tf 72 720 Td (Hello PDF) Tj ET"
            objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", b"<</Length %d>>stream\n%s\nendstream" % (len(body), body), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
            out, at = b"%PDF-1.4\n", []
            for i, o in enumerate(objects): at.append(len(out)); out += b"%d 0 obj%s endobj\n" % (i + 1, o)
            x = len(out)
            out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in at) + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % x
            open("hello.pdf", "wb").write(out)'
            """, cancellationToken: Patience);

        var picture = await OpenAsync("dot.png");
        var document = await OpenAsync("hello.pdf");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.ExitCode, Is.Zero, made.Content);
            Assert.That((picture.Error, picture.Url), Is.EqualTo((false, $"file://{Runtime.WorkspacePath}/dot.png")));
            Assert.That(document.Error, Is.False, document.Content);
            Assert.That(document.Screenshot, Is.Not.EqualTo(picture.Screenshot).And.Not.Empty);
        }
    }
}
