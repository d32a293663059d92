using OpenHands.Tests.AgentSkills;

namespace OpenHands.Tests.Golden;

/// <summary>Everything that our AgentSkills do otherwise than those of OpenHands 0.9.3.</summary>
internal static class AgentSkillsDifferences
{
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new(
            "nothing-open-is-no-exception",
            "Moving through a file when none is open prints the error and ends there. 0.9.3 went on and raised FileNotFoundError for a file called None.",
            "skills/agentskills/open_scroll_goto/0 scroll_down/exception",
            "skills/agentskills/open_scroll_goto/1 scroll_up/exception",
            "skills/agentskills/open_scroll_goto/2 goto_line/exception"),
        new(
            "a-line-is-a-line",
            "Only line feeds and carriage returns end a line, everywhere, so header, window, edits, searches and linters count alike. The window of 0.9.3 also broke lines at form feeds and Unicode separators; nothing else of it did.",
            "skills/agentskills/open_small/5 open_file/stdout",
            "skills/agentskills/open_small/6 open_file/stdout")
        {
            ShownBy = [$"{nameof(ViewingTests)}.{nameof(ViewingTests.Separators_that_no_compiler_counts_do_not_end_a_line)}"],
        },
        new(
            "insert-needs-a-line",
            "Inserting before line 0 or a negative one is refused with the reason. 0.9.3 inserted somewhere near the end. The rows after it see the file without those lines.",
            "skills/agentskills/insert_append/3 insert_content_at_line/*",
            "skills/agentskills/insert_append/9 insert_content_at_line/*",
            "skills/agentskills/insert_append/13 append_file/*",
            "skills/agentskills/insert_append/14 append_file/state",
            "skills/agentskills/insert_append/16 append_file/*",
            "skills/agentskills/insert_append/files_after/short.txt"),
        new(
            "edits-leave-nothing-behind",
            "An edit leaves no other file in the directory, whether it succeeds or not. 0.9.3 left a backup of each file that it had linted, and a temporary file when an edit was refused.",
            "skills/agentskills_autolint_python/lint/dir_after")
        {
            ShownBy = [$"{nameof(StoringTests)}.{nameof(StoringTests.An_edit_leaves_no_other_file_behind_whether_it_succeeds_or_not)}"],
        },
        new(
            "paragraphs-are-no-pages",
            "A Word file is numbered by what it has, paragraphs. 0.9.3 numbered them too, but called them pages.",
            "skills/file_readers/parse_docx a.docx/stdout"),
        new(
            "readers-have-our-exceptions",
            "Word and PowerPoint files are read without packages, so what is raised or printed for a missing file is Python's own FileNotFoundError.",
            "skills/file_readers/parse_docx missing.docx/exception",
            "skills/file_readers/parse_pptx missing.pptx/stdout"),
        new(
            "replace-replaces-what-matched",
            "edit_file_by_replace replaces the text that matched, where it is. 0.9.3 replaced the whole lines around it, so replacing 'wo' in 'two' left 'WO' and an indented line lost its indentation.")
        {
            ShownBy =
            [
                $"{nameof(EditingTests)}.{nameof(EditingTests.Replacing_a_part_of_a_line_leaves_the_rest_of_it)}",
                $"{nameof(EditingTests)}.{nameof(EditingTests.A_match_with_other_spaces_gets_the_indentation_of_the_file)}",
                $"{nameof(EditingPropertyTests)}.{nameof(EditingPropertyTests.Replacing_changes_nothing_but_what_matched)}",
            ],
        },
        new(
            "bytes-stay-as-they-are",
            "Edits keep line ends, bytes that are not UTF-8, mode and owner. 0.9.3 wrote every file anew with plain line ends, as the user of the kernel.")
        {
            ShownBy =
            [
                $"{nameof(EditingTests)}.{nameof(EditingTests.New_lines_get_the_line_ends_of_the_file)}",
                $"{nameof(EditingTests)}.{nameof(EditingTests.Bytes_that_are_not_UTF8_survive_an_edit)}",
                $"{nameof(StoringTests)}.{nameof(StoringTests.A_file_keeps_its_mode_when_edited)}",
            ],
        },
        new(
            "found-in-order",
            "Searches list files sorted by name, directory by directory. 0.9.3 listed them as the file system gave them, so equal trees gave different answers.")
        {
            ShownBy = [$"{nameof(SearchingTests)}.{nameof(SearchingTests.Files_are_listed_in_the_order_of_their_names)}"],
        },
        new(
            "answers-have-a-size",
            "Long lines are cut where they are shown, and a search shows its first thousand rows and says so. The answers of 0.9.3 had no limit.")
        {
            ShownBy =
            [
                $"{nameof(ViewingTests)}.{nameof(ViewingTests.A_long_line_is_cut_and_says_by_how_much)}",
                $"{nameof(SearchingTests)}.{nameof(SearchingTests.More_than_a_thousand_matches_are_counted_but_not_all_shown)}",
            ],
        },
        new(
            "searches-read-text",
            "search_dir leaves out binary files, pipes and devices, and says what it could not read. 0.9.3 read all of them, waited for pipes, and stopped at a file without permission.")
        {
            ShownBy =
            [
                $"{nameof(SearchingTests)}.{nameof(SearchingTests.A_tree_of_pipes_links_and_binary_files_is_searched_without_waiting)}",
                $"{nameof(SearchingTests)}.{nameof(SearchingTests.What_cannot_be_read_is_counted_and_named)}",
            ],
        },
        new(
            "linting-is-said",
            "When a language has a linter that is not installed or fails, the answer to an edit says that it was not checked. 0.9.3 had a parser for many languages instead, and was silent about others.")
        {
            ShownBy = [$"{nameof(LintingTests)}.{nameof(LintingTests.An_edit_that_could_not_be_checked_says_so)}"],
        },
        new(
            "media-are-refused",
            "parse_audio, parse_image and parse_video say that they are not available. In 0.9.3 they were there when a key of OpenAI was.")
        {
            ShownBy = [$"{nameof(DocumentTests)}.{nameof(DocumentTests.Readers_of_media_say_that_they_are_not_available)}"],
        },
    ];
}
