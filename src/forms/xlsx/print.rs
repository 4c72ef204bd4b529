//! How a sheet is printed: on A4 across, never smaller than one can read. What does not fit beside the columns that are filled in goes on
//! pages of its own, with the first columns once more at their edge.

use rust_xlsxwriter::{Worksheet, XlsxError};

/// Dots of a page between its margins, of which an inch has 96.
const PAGE: u32 = 1064;

/// Per cent of its size in which a sheet is still read well: letters of 10 points become 8.
const LEAST: u32 = 80;

/// Dots of the columns that stand at the edge of every page, at most.
const EDGE: u32 = 330;

/// Dots of a column so many digits wide, where a program has none but wide letters; Excel takes less.
fn dots(width: u16) -> u32 {
    if width == 0 { 0 } else { (u32::from(width) + 1) * 84 / 10 }
}

/// Lays a sheet out for printing; `own` columns are the form's, the rest is beside it. `head` and `last` are the first and the last row
/// of the table. A column without a width is hidden.
pub(super) fn lay_out(
    page: &mut Worksheet,
    widths: &[u16],
    (own, head, last): (usize, u32, u32),
) -> Result<(), XlsxError> {
    let column = |at: usize| u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError);
    let edge = edge(widths);
    let (breaks, widest) = pages(widths, own, edge);
    let scale = (PAGE * 100 / widest.max(1)).clamp(LEAST, 100);
    page.set_landscape().set_paper_size(9).set_print_scale(u16::try_from(scale).unwrap_or(100));
    page.set_margins(0.3, 0.3, 0.5, 0.6, 0.3, 0.3).set_footer("&L&A&R&P / &N").set_repeat_rows(head, head)?;
    page.set_print_area(0, 0, last, column(widths.len().saturating_sub(1))?)?;
    if !breaks.is_empty() {
        page.set_repeat_columns(0, column(edge.saturating_sub(1))?)?;
        let breaks: Vec<u32> = breaks.into_iter().filter_map(|it| u32::try_from(it).ok()).collect();
        page.set_vertical_page_breaks(&breaks)?;
    }
    Ok(())
}

/// How many columns stand at the edge of every page: hidden ones, and as many of the others as there is room for.
fn edge(widths: &[u16]) -> usize {
    let mut left = EDGE;
    let fits = |width: &&u16| left.checked_sub(dots(**width)).map(|rest| left = rest).is_some();
    widths.iter().take_while(fits).count().max(widths.iter().take_while(|it| **it == 0).count() + 1)
}

/// The columns before which a page ends, and the dots of the widest page.
fn pages(widths: &[u16], own: usize, edge: usize) -> (Vec<usize>, u32) {
    let sum = |columns: &[u16]| columns.iter().map(|it| dots(*it)).sum::<u32>();
    let most = PAGE * 100 / LEAST;
    if sum(widths) <= most {
        return (Vec::new(), sum(widths));
    }
    let margin = sum(&widths[..edge.min(widths.len())]);
    let (mut breaks, mut widest, mut width) = (Vec::new(), 0, 0);
    for (at, column) in widths.iter().enumerate() {
        let is_full = width + dots(*column) > most;
        if at >= edge && (is_full || (at == own && own > edge)) {
            breaks.push(at);
            widest = widest.max(width);
            width = margin;
        }
        width += dots(*column);
    }
    (breaks, widest.max(width))
}

#[cfg(test)]
mod tests {
    use super::{LEAST, PAGE, edge, pages};

    #[test]
    fn what_fits_stays_on_one_page_and_the_rest_begins_behind_the_form() {
        assert_eq!(pages(&[0, 0, 20, 30], 4, 3), (vec![], 176 + 260));
        // A checklist: seven columns to fill in, four to read.
        let checklist = [0, 0, 11, 24, 42, 9, 12, 12, 24, 22, 22, 24, 26];
        assert_eq!(edge(&checklist), 4);
        let (breaks, widest) = pages(&checklist, 9, 4);
        assert_eq!(breaks, [9]);
        assert!(widest <= PAGE * 100 / 85, "{widest}");
    }

    #[test]
    fn however_many_columns_no_page_is_too_wide() {
        let wide = [[0, 0, 30, 60].as_slice(), &[60; 9]].concat();
        let (breaks, widest) = pages(&wide, 4, edge(&wide));
        assert!(breaks.len() > 2 && widest <= PAGE * 100 / LEAST, "{breaks:?} {widest}");
    }
}
