namespace OpenHands.Tests.AgentSkills;

public sealed class DocumentTests : SkillsTest
{
    [Test]
    public async Task A_PDF_file_is_read_page_by_page()
    {
        Skills.Add("a.pdf", Documents.Pdf("First page", "Second page"));

        var output = await Skills.CallAsync("parse_pdf", "a.pdf");

        Assert.That(output, Is.EqualTo("[Reading PDF file from a.pdf]\n@@ Page 1 @@\nFirst page\n\n@@ Page 2 @@\nSecond page\n\n\n"));
    }

    [Test]
    public async Task Slides_are_read_in_the_order_in_which_they_are_shown()
    {
        Skills.Add("a.pptx", Documents.PowerPoint("shown last", "shown first"));

        var output = await Skills.CallAsync("parse_pptx", "a.pptx");

        Assert.That(output, Is.EqualTo("[Reading PowerPoint file from a.pptx]\n@@ Slide 1 @@\nshown first\n@@ Slide 2 @@\nshown last\n"));
    }

    [Test]
    public async Task Text_in_tables_and_boxes_of_a_Word_file_is_read_once()
    {
        Skills.Add("a.docx", Documents.Word("""
            <w:tbl><w:tr><w:tc><w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>around</w:t></w:r></w:p>
            """));

        var output = await Skills.CallAsync("parse_docx", "a.docx");

        Assert.That(output, Is.EqualTo("[Reading DOCX file from a.docx]\n@@ Paragraph 1 @@\na\tb\nc\n\n@@ Paragraph 2 @@\naround\n\n@@ Paragraph 3 @@\nbox\n\n\n"));
    }

    [Test]
    public async Task Without_their_packages_readers_say_what_to_install()
    {
        Skills.Add("a.pdf", Documents.Pdf("text"));
        Skills.Add("a.tex", "\\section{Hi}\n");

        // Isolated from the packages of the system, with the modules of AgentSkills only.
        var output = await Skills.RunAsync("", "-S", "-c", "from agentskills import *; parse_pdf('a.pdf'); parse_latex('a.tex')");

        Assert.That(output, Is.EqualTo("""
            [Reading PDF file from a.pdf]
            ERROR: Reading PDF files needs the Python package pypdf or PyPDF2. Install one: pip install pypdf, or apt-get install python3-pypdf2.
            [Reading LaTex file from a.tex]
            [The Python package pylatexenc is not installed, so this is the source. Install it: pip install pylatexenc.]
            \section{Hi}

            """));
    }

    [Test]
    public async Task A_file_that_is_no_document_is_an_error_with_its_reason()
    {
        Skills.Add("a.txt", "plain\n");
        Skills.Add("a.docx", Documents.PowerPoint("not a Word file"));

        var answers = await Skills.CallAllAsync(
            new SkillCall("parse_pptx", "a.txt"),
            new SkillCall("parse_docx", "a.docx"),
            new SkillCall("parse_pdf", "a.txt"));

        Assert.Multiple(() =>
        {
            Assert.That(answers[0].Output, Does.EndWith("\nError reading PowerPoint file: File is not a zip file\n"));
            Assert.That(answers[1].Exception, Is.EqualTo("ValueError: it has no part word/document.xml"));
            Assert.That(answers[2].Exception, Does.StartWith("PdfReadError: "));
        });
    }

    [Test]
    public async Task An_archive_that_unpacks_to_gigabytes_is_refused()
    {
        Skills.Add("a.docx", Documents.Word(new string(' ', 65 * 1024 * 1024)));

        var answer = (await Skills.CallAllAsync(new SkillCall("parse_docx", "a.docx"))).Single();

        Assert.That(answer.Exception, Is.EqualTo("ValueError: its part word/document.xml is larger than 64 MiB"));
    }

    [TestCase("parse_audio")]
    [TestCase("parse_image")]
    [TestCase("parse_video")]
    public async Task Readers_of_media_say_that_they_are_not_available(string function)
    {
        var output = await Skills.CallAsync(function, "a.bin");

        Assert.That(output, Does.StartWith($"ERROR: {function} is not available"));
    }
}
