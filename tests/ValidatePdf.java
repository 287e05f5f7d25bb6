import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/**
 * Prints each rule of PDF/UA-1 that a document breaks, one a line, and nothing for one that keeps them all;
 * and on the error output how often something was held against a rule.
 */
class ValidatePdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(files[0]), PDFAFlavour.PDFUA_1);
             var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
            var result = validator.validate(parser);
            for (var broken : result.getTestAssertions()) {
                System.out.println(broken.getRuleId().getClause() + ": " + broken.getMessage());
            }
            System.err.println(result.getTotalAssertions());
        }
    }
}
